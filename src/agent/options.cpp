#include "agent/options.hpp"

#include <cstdlib>

#include "base/enum_names.hpp"
#include "base/strings.hpp"

namespace ikada::agent {
namespace {

constexpr auto kPullNames =
    std::to_array<EnumName<PullBehavior>>({{PullBehavior::Default, "default"},
                                           {PullBehavior::Always, "always"},
                                           {PullBehavior::Once, "once"},
                                           {PullBehavior::PreferCached, "prefer-cached"}});
static_assert(covers(kPullNames, PullBehavior::PreferCached), "a PullBehavior has no name");

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

Status read_docker_host(std::string& socket) {
    constexpr std::string_view kUnix = "unix://";
    const auto host = variable("DOCKER_HOST");
    if (host.empty()) return ok();
    if (!host.starts_with(kUnix))
        return fail(kMalformed, "DOCKER_HOST={} is no unix:// socket; agents use the local Docker",
                    host);
    socket = host.substr(kUnix.size());
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
    if (auto read = read_docker_host(options.docker_socket); !read) return read;
    if (const auto text = variable("ECS_IMAGE_PULL_BEHAVIOR"); !text.empty()) {
        const auto behavior = parse_name(kPullNames, text);
        if (!behavior)
            return fail(
                kMalformed,
                "ECS_IMAGE_PULL_BEHAVIOR={} is none of default, always, once, prefer-cached", text);
        options.pull = *behavior;
    }
    if (auto read = read_seconds("ECS_CONTAINER_STOP_TIMEOUT", options.stop_timeout); !read)
        return read;
    return read_seconds("ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION", options.cleanup_wait);
}

}  // namespace ikada::agent
