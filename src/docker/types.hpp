#pragma once
// What we read of Docker's answers, and how to read it. Pure; unknown members are ignored, absent
// ones keep their defaults. Source: docs.docker.com/engine/api/v1.41.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::docker {

enum class ContainerState { Created, Running, Paused, Restarting, Removing, Exited, Dead };
enum class Health { None, Starting, Healthy, Unhealthy };

// A container port that Docker publishes on an address of the host.
struct PublishedPort {
    int container_port = 0;
    std::string protocol;  // "tcp", "udp", "sctp"
    std::string host_ip;
    int host_port = 0;
    bool operator==(const PublishedPort&) const = default;
};

// One container, from inspect.
struct Container {
    std::string id, name;  // the name without its leading slash
    std::string image, image_id;
    std::map<std::string, std::string> labels;
    ContainerState state = ContainerState::Created;
    int exit_code = 0;  // meaningful once it has exited
    bool oom_killed = false;
    std::string error;  // why the last start failed
    // Running without started_at: dockerd was killed while it started it.
    std::optional<TimePoint> created_at, started_at, finished_at;
    Health health = Health::None;  // None: has no health check
    std::string stop_signal;       // empty: SIGTERM
    bool has_terminal = false;     // its output is not told apart from its errors
    std::vector<PublishedPort> ports;
    std::vector<std::string> addresses;  // IPv4, one a network that it is in
    bool operator==(const Container&) const = default;
};

// One row of a listing.
struct ContainerRow {
    std::string id, name;
    ContainerState state = ContainerState::Created;
    Health health = Health::None;
    std::map<std::string, std::string> labels;
    bool operator==(const ContainerRow&) const = default;
};

struct Image {
    std::string id;
    std::vector<std::string> repo_digests;  // "name@sha256:…"; none if no registry has it
    std::vector<std::string> names;         // "app:v2"
};

struct Volume {
    std::string name, driver;
    std::map<std::string, std::string> labels;
    bool operator==(const Volume&) const = default;
};

struct Version {
    std::string version;      // "20.10.24+dfsg1"
    std::string api_version;  // "1.41"
};

struct Event {
    std::string type;       // "container", "network", …
    std::string action;     // "start", "die", "destroy", "health_status: healthy" …
    std::string id;         // of the container, for containers
    std::int64_t time = 0;  // epoch seconds
};

Result<Container> parse_container(std::string_view text);
Result<std::vector<ContainerRow>> parse_listing(std::string_view text);
Result<Image> parse_image(std::string_view text);
Result<std::vector<Volume>> parse_volumes(std::string_view text);
Result<Version> parse_version(std::string_view text);
Result<Event> parse_event(std::string_view text);

// The failure in a pull's progress stream (one JSON object a line); nothing if it succeeded.
std::optional<std::string> pull_failure(std::string_view progress);

// "2026-11-23T00:27:38.858783803Z" to the millisecond; nothing for "0001-01-01T00:00:00Z", which is
// how Docker writes "never".
std::optional<TimePoint> parse_time(std::string_view text);

// "busybox", "registry:5000/team/app:v2", "app@sha256:…" in the two parts that a pull takes; the
// tag is "latest" where the reference has neither tag nor digest.
struct ImageReference {
    std::string name;
    std::string tag;  // or digest
    bool operator==(const ImageReference&) const = default;
};
ImageReference parse_image_reference(std::string_view text);

}  // namespace ikada::docker
