#include "agent/options.hpp"

#include <cstdlib>

#include "base/enum_names.hpp"
#include "base/strings.hpp"
#include "docker/client.hpp"

namespace ikada::agent {
namespace {

constexpr auto kPullNames =
    std::to_array<EnumName<PullBehavior>>({{PullBehavior::Default, "default"},
                                           {PullBehavior::Always, "always"},
                                           {PullBehavior::Once, "once"},
                                           {PullBehavior::PreferCached, "prefer-cached"}});
static_assert(covers(kPullNames, PullBehavior::PreferCached), "a PullBehavior has no name");

constexpr int kImagesPerCycleMax = 1000;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

Status read_seconds(const char* name, Seconds& into) {
    const auto text = variable(name);
    if (text.empty()) return ok();
    const auto seconds = parse_duration(text);
    if (!seconds)
        return fail(kMalformed, "{}={} is no duration such as 30s, 10m or 3h", name, text);
    into = *seconds;
    return ok();
}

Status read_pull_behavior(PullBehavior& into) {
    const auto text = variable("ECS_IMAGE_PULL_BEHAVIOR");
    if (text.empty()) return ok();
    const auto behavior = parse_name(kPullNames, text);
    if (!behavior)
        return fail(kMalformed,
                    "ECS_IMAGE_PULL_BEHAVIOR={} is none of default, always, once, prefer-cached",
                    text);
    into = *behavior;
    return ok();
}

Status read_registry_auth(AgentOptions& options) {
    auto auth =
        parse_registry_auth(variable("ECS_ENGINE_AUTH_TYPE"), variable("ECS_ENGINE_AUTH_DATA"));
    if (!auth) return auth.error();
    options.registry_auth = *std::move(auth);
    return ok();
}

Status read_count(const char* name, int& into) {
    const auto text = variable(name);
    if (text.empty()) return ok();
    const auto count = parse_int(text);
    if (!count || *count < 1 || *count > kImagesPerCycleMax)
        return fail(kMalformed, "{}={} is no number from 1 to {}", name, text, kImagesPerCycleMax);
    into = static_cast<int>(*count);
    return ok();
}

Status read_waits(AgentOptions& options) {
    auto& images = options.image_cleanup;
    images.enabled = variable("ECS_DISABLE_IMAGE_CLEANUP") != "true" &&
                     options.pull != PullBehavior::PreferCached;
    for (auto read : {read_seconds("ECS_CONTAINER_STOP_TIMEOUT", options.stop_timeout),
                      read_seconds("ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION", options.cleanup_wait),
                      read_seconds("ECS_IMAGE_CLEANUP_INTERVAL", images.interval),
                      read_seconds("ECS_IMAGE_MINIMUM_CLEANUP_AGE", images.minimum_age),
                      read_count("ECS_NUM_IMAGES_DELETE_PER_CYCLE", images.images_per_cycle)})
        if (!read) return read;
    return ok();
}

}  // namespace

std::optional<Seconds> parse_duration(std::string_view text) {
    const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
    const auto unit = text.substr(digits.size());
    const auto number = parse_int(digits);
    const int factor = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    if (!number || *number < 1 || factor == 0) return std::nullopt;
    return Seconds{*number * factor};
}

Status read_environment(AgentOptions& options) {
    if (const auto id = variable("AWS_ACCESS_KEY_ID"); !id.empty())
        options.credentials = {id, variable("AWS_SECRET_ACCESS_KEY"),
                               variable("AWS_SESSION_TOKEN")};
    auto socket = docker::find_socket();
    if (!socket) return socket.error();
    options.docker_socket = *std::move(socket);
    if (auto read = read_pull_behavior(options.pull); !read) return read;
    if (auto read = read_registry_auth(options); !read) return read;
    return read_waits(options);
}

}  // namespace ikada::agent
