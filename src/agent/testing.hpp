#pragma once
// Builders for the agent's tests.

#include <gtest/gtest.h>

#include <string>

#include "agent/options.hpp"
#include "agent/task_engine.hpp"
#include "docker/client.hpp"

namespace ikada::agent::testing {

constexpr TimePoint kNoon{std::chrono::hours{12}};
inline const std::string kArn = "arn:aws:ecs:us-east-1:000000000000:task/hobby/0123456789abcdef";

inline json::value parsed(const std::string& text) {
    auto document = json::parse(text);
    EXPECT_TRUE(document) << text;
    return document ? *document : json::value{};
}

inline AgentOptions the_options() {
    AgentOptions options;
    options.cluster = "hobby";
    options.instance_id = "i-1";
    options.address = "127.0.0.9";
    options.credentials = {"AKIA", "secret", ""};
    return options;
}

inline json::value at(const json::value& from, std::string_view pointer) {
    boost::system::error_code none;
    const auto* found =
        from.find_pointer(boost::json::string_view(pointer.data(), pointer.size()), none);
    return found ? *found : json::value{};
}

// A payload's task with these containers, given as JSON members beside name and image.
inline std::string payload(const std::string& containers,
                           const std::string& members = R"("desiredStatus":"RUNNING")") {
    return fmt::format(R"({{"arn":"{}","family":"web","version":"3",{},"containers":[{}]}})", kArn,
                       members, containers);
}
inline const std::string kOne =
    R"({"name":"app","image":"app:1","essential":true,"portMappings":[{"containerPort":80}]})";

inline TaskRecord a_task(const std::string& containers = kOne) {
    auto spec = parse_task(parsed(payload(containers)));
    EXPECT_TRUE(spec);
    return make_record(*spec, payload(containers));
}

inline docker::Container seen(docker::ContainerState state) {
    docker::Container container;
    container.id = "d0c";
    container.state = state;
    container.started_at = kNoon;
    container.ports = {{80, "tcp", "127.0.0.9", 32768}};
    return container;
}
inline docker::Container seen_exited(int code) {
    auto container = seen(docker::ContainerState::Exited);
    container.exit_code = code;
    container.ports.clear();
    return container;
}

inline Outcome done(Job job, std::size_t container = 0) {
    Outcome outcome;
    outcome.step = {job, container};
    if (job == Job::Create) outcome.docker_id = "d0c";
    if (job == Job::Start) outcome.seen = seen(docker::ContainerState::Running);
    return outcome;
}
inline Outcome failed(Job job, const ErrorKind& kind, const std::string& message) {
    Outcome outcome;
    outcome.step = {job, 0};
    outcome.error = Error{&kind, message};
    return outcome;
}
inline Outcome looked(const docker::Container& container, std::size_t index = 0) {
    Outcome outcome;
    outcome.step = {Job::Inspect, index};
    outcome.seen = container;
    return outcome;
}

// Brings a container to Running, whatever the others do.
inline void run(TaskRecord& task, std::size_t container = 0, TimePoint at = kNoon) {
    for (const auto job : {Job::Pull, Job::Create, Job::Start})
        apply(task, done(job, container), at);
}

inline std::vector<Step> steps(TaskRecord& task, TimePoint at = kNoon) {
    return advance(task, Policy{}, at).steps;
}

}  // namespace ikada::agent::testing
