// `ikada events`: what ECS says of services, as it happens.

#include <algorithm>
#include <memory>
#include <set>

#include "base/json.hpp"
#include "cli/api_access.hpp"
#include "cli/command.hpp"
#include "cli/ecs_view.hpp"

namespace ikada::cli {
namespace {

constexpr Millis kLookEvery{1'000};

struct EventsFlags {
    ApiFlags api;
    std::string cluster = "default";
    std::vector<std::string> services;  // empty: all
    std::int64_t last = 20;
    bool follows = false, as_json = false;
};

struct Event {
    TimePoint at;
    std::string id, service, message;
    auto operator<=>(const Event&) const = default;
};

// Oldest first. Errors: as client::Api::call.
Result<std::vector<Event>> view_events(client::Api& api, const EventsFlags& flags) {
    const auto services = view_services(api, flags.cluster, flags.services);
    if (!services) return services.error();
    std::vector<Event> all;
    for (const auto& service : *services)
        for (const auto& event : service.events.value_or(std::vector<ecs::shapes::ServiceEvent>{}))
            all.push_back({event.created_at.value_or(TimePoint{}), event.id.value_or(""),
                           service.service_name.value_or(""), event.message.value_or("")});
    std::ranges::sort(all);
    return all;
}

void print(const Event& event, bool as_json) {
    const auto time = to_iso8601(event.at);
    if (as_json)
        fmt::print("{}\n", json::serialize(json::object{{"createdAt", time},
                                                        {"id", event.id},
                                                        {"service", event.service},
                                                        {"message", event.message}}));
    else
        fmt::print("{} {}\n", time, event.message);
    std::fflush(stdout);
}

int run(const EventsFlags& flags) {
    const auto settings = settings_of(flags.api);
    if (!settings) return complain(settings.error());
    MachinePace pace;
    client::ApiClient api(*settings, pace, flags.follows ? client::kRetryPatience : Seconds{0});
    std::set<std::string> told;
    bool is_first = true;
    do {
        const auto events = view_events(api, flags);
        if (!events) return complain(events.error());
        const auto wanted = static_cast<std::size_t>(flags.last);
        const auto skipped =
            is_first && events->size() > wanted ? events->size() - wanted : std::size_t{0};
        for (std::size_t i = 0; i < events->size(); ++i)
            if (told.insert((*events)[i].id).second && i >= skipped)
                print((*events)[i], flags.as_json);
        is_first = false;
    } while (flags.follows && pace.wait(kLookEvery));
    return kExitOk;
}

}  // namespace

std::function<int()> add_events(CLI::App& program) {
    auto* command = program.add_subcommand("events", "what ECS says of services");
    auto flags = std::make_shared<EventsFlags>();
    flags->api.prefers_local = true;
    add_api_options(*command, flags->api);
    command->add_option("-c,--cluster", flags->cluster, "the cluster")->capture_default_str();
    command->add_option("-n,--service", flags->services, "only these services; repeatable");
    command->add_option("--last", flags->last, "how many of before to show")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    command->add_flag("-f,--follow", flags->follows, "go on with new ones until Ctrl-C");
    command->add_flag("--json", flags->as_json, "one JSON object a line");
    return [flags] { return run(*flags); };
}

}  // namespace ikada::cli
