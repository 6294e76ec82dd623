#include "agent/registration.hpp"

#include <array>

#include "aws/protocol.hpp"
#include "base/log.hpp"

namespace ikada::agent {
namespace {

using ecs::shapes::RegisterContainerInstanceRequest;
using ecs::shapes::RegisterContainerInstanceResponse;

// Ports that the machine itself takes (sshd, Docker, the ECS agent's own), as the ECS agent says.
const std::vector<std::string> kReservedPorts{"22", "2375", "2376", "51678", "51679"};

constexpr int kDockerApiFirst = 17;  // docker-remote-api.1.17, the oldest a task may ask for
constexpr int kDockerApiLast = 41;   // what we speak

constexpr std::string_view kCapabilities[]{"com.amazonaws.ecs.capability.privileged-container",
                                           "com.amazonaws.ecs.capability.logging-driver.json-file",
                                           "com.amazonaws.ecs.capability.logging-driver.none",
                                           "com.amazonaws.ecs.capability.logging-driver.local",
                                           "com.amazonaws.ecs.capability.logging-driver.syslog",
                                           "com.amazonaws.ecs.capability.logging-driver.journald",
                                           "com.amazonaws.ecs.capability.logging-driver.fluentd",
                                           "com.amazonaws.ecs.capability.logging-driver.gelf",
                                           "com.amazonaws.ecs.capability.logging-driver.splunk",
                                           "ecs.capability.container-health-check",
                                           "ecs.capability.container-ordering",
                                           "ecs.capability.docker-plugin.local",
                                           "ecs.capability.pid-ipc-namespace-sharing",
                                           "ecs.capability.task-cpu-mem-limit",
                                           "ecs.capability.task-eni"};

ecs::shapes::Attribute attribute(std::string name, std::optional<std::string> value = {}) {
    ecs::shapes::Attribute made;
    made.name = std::move(name);
    made.value = std::move(value);
    return made;
}

std::vector<ecs::shapes::Attribute> attributes() {
    std::vector<ecs::shapes::Attribute> all;
    for (const auto name : kCapabilities) all.push_back(attribute(std::string(name)));
    for (int minor = kDockerApiFirst; minor <= kDockerApiLast; ++minor)
        all.push_back(
            attribute(fmt::format("com.amazonaws.ecs.capability.docker-remote-api.1.{}", minor)));
    all.push_back(attribute("ecs.os-type", "linux"));
    all.push_back(attribute("ecs.os-family", "LINUX"));
#if defined(__x86_64__)
    all.push_back(attribute("ecs.cpu-architecture", "x86_64"));
#elif defined(__aarch64__)
    all.push_back(attribute("ecs.cpu-architecture", "arm64"));
#endif
    return all;
}

ecs::shapes::Resource number(std::string name, int value) {
    ecs::shapes::Resource made;
    made.name = std::move(name);
    made.type = "INTEGER";
    made.integer_value = value;
    return made;
}

ecs::shapes::Resource set_of(std::string name, std::vector<std::string> values) {
    ecs::shapes::Resource made;
    made.name = std::move(name);
    made.type = "STRINGSET";
    made.string_set_value = std::move(values);
    return made;
}

bool is_terminal(const Error& error) {
    return aws::is_remote(error, "InvalidParameterException") ||
           aws::is_remote(error, "ClientException");
}

}  // namespace

RegisterContainerInstanceRequest registration_request(const AgentOptions& options,
                                                      const std::string& known_arn) {
    RegisterContainerInstanceRequest request;
    request.cluster = options.cluster;
    request.instance_identity_document = "";  // as the ECS agent off EC2: our key says who we are
    request.instance_identity_document_signature = "";
    request.attributes = attributes();
    request.total_resources = {number("CPU", options.cpu_units),
                               number("MEMORY", options.memory_mib),
                               set_of("PORTS", kReservedPorts), set_of("PORTS_UDP", {})};
    if (!known_arn.empty()) request.container_instance_arn = known_arn;
    return request;
}

RegisteredAs registered_as(const RegisterContainerInstanceResponse& answer,
                           const std::string& known_arn) {
    RegisteredAs as{known_arn, {}, {}};
    if (!answer.container_instance) return as;
    const auto& instance = *answer.container_instance;
    if (as.arn.empty()) as.arn = instance.container_instance_arn.value_or("");
    if (!instance.attributes) return as;
    for (const auto& each : *instance.attributes) {
        if (each.name == "ecs.availability-zone") as.availability_zone = each.value.value_or("");
        if (each.name == "ecs.vpc-id") as.vpc_id = each.value.value_or("");
    }
    return as;
}

Status Registration::ensure(EcsApi& api) {
    std::string known;
    {
        const std::lock_guard lock(mutex_);
        if (done_) return ok();
        known = arn_;
    }
    const auto request = registration_request(options_, known);
    auto answer = api.call<RegisterContainerInstanceResponse>("RegisterContainerInstance", request);
    if (!answer && is_terminal(answer.error()))
        return fail(kTerminal, "cluster {} refuses {}: {} (the saved state is {}/agent.json)",
                    options_.cluster, options_.instance_id, answer.error().message,
                    options_.data_dir.string());
    if (!answer) return answer.error();
    const auto as = registered_as(*answer, known);
    if (as.arn.empty())
        return fail(kMalformed, "RegisterContainerInstance answered without an ARN");
    log::info("registered in cluster {} as {}", options_.cluster, as.arn);
    on_registered_(as);
    const std::lock_guard lock(mutex_);
    arn_ = as.arn;
    done_ = true;
    return ok();
}

Result<std::string> Registration::arn() const {
    const std::lock_guard lock(mutex_);
    if (!done_) return fail(kNotYet, "waiting for the registration");
    return arn_;
}

Result<ecs::shapes::DiscoverPollEndpointResponse> Registration::discover(EcsApi& api) const {
    const auto ours = arn();
    if (!ours) return ours.error();
    ecs::shapes::DiscoverPollEndpointRequest request;
    request.cluster = options_.cluster;
    request.container_instance = *ours;
    return api.call<ecs::shapes::DiscoverPollEndpointResponse>("DiscoverPollEndpoint", request);
}

}  // namespace ikada::agent
