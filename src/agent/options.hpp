#pragma once
// How one agent is set up. Nothing here changes while it runs.

#include <filesystem>
#include <string>

#include "agent/registry_auth.hpp"
#include "aws/sigv4.hpp"
#include "base/time.hpp"

namespace ikada::agent {

// Where an image comes from, as ECS_IMAGE_PULL_BEHAVIOR has it (pull_rules.hpp).
enum class PullBehavior { Default, Always, Once, PreferCached };

// Of pulled images; off under PullBehavior::PreferCached, as ECS has it.
struct ImageCleanup {
    bool enabled = true;
    Seconds interval{1800};
    Seconds minimum_age{3600};  // since the pull
    int images_per_cycle = 5;
};

struct AgentOptions {
    std::string endpoint;             // "http://127.0.0.1:4566", the API
    std::string cluster = "default";  // name or ARN
    std::string region = "us-east-1";
    aws::Credentials credentials;
    std::filesystem::path data_dir;  // agent.json lives there
    std::string instance_id;         // "i-…"
    std::string address;             // host ports are published on it; one agent an address
    std::string network = "bridge";  // Docker network of tasks in bridge mode
    std::string cgroup_parent;       // empty: Docker's own
    int cpu_units = 1024;            // registered, 1024 a vCPU
    int memory_mib = 512;            // registered
    std::string docker_socket = "/var/run/docker.sock";
    PullBehavior pull = PullBehavior::Default;
    Seconds stop_timeout{30};  // ECS_CONTAINER_STOP_TIMEOUT
    // From STOPPED delivered until the containers are removed. The ECS agent waits 3 h; logs are
    // read sooner here, and one machine plays many.
    Seconds cleanup_wait{600};
    ImageCleanup image_cleanup;
    RegistryAuth registry_auth;
};

// From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, DOCKER_HOST ("unix:///path"),
// ECS_ENGINE_AUTH_TYPE and _DATA, ECS_IMAGE_PULL_BEHAVIOR, ECS_CONTAINER_STOP_TIMEOUT,
// ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION ("30s", "10m", "3h"), ECS_DISABLE_IMAGE_CLEANUP,
// ECS_IMAGE_CLEANUP_INTERVAL, ECS_IMAGE_MINIMUM_CLEANUP_AGE and ECS_NUM_IMAGES_DELETE_PER_CYCLE,
// where they are set.
//   Errors: kMalformed, naming the variable.
Status read_environment(AgentOptions& options);

// "90s", "10m", "3h", or plain seconds; nothing for another form or below a second.
std::optional<Seconds> parse_duration(std::string_view text);

}  // namespace ikada::agent
