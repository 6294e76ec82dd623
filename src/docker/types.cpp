#include "docker/types.hpp"

#include "base/enum_names.hpp"
#include "base/strings.hpp"
#include "docker/member.hpp"

namespace ikada::docker {
namespace {

constexpr auto kStateNames =
    std::to_array<EnumName<ContainerState>>({{ContainerState::Created, "created"},
                                             {ContainerState::Running, "running"},
                                             {ContainerState::Paused, "paused"},
                                             {ContainerState::Restarting, "restarting"},
                                             {ContainerState::Removing, "removing"},
                                             {ContainerState::Exited, "exited"},
                                             {ContainerState::Dead, "dead"}});
static_assert(covers(kStateNames, ContainerState::Dead), "a ContainerState has no name");

constexpr auto kHealthNames = std::to_array<EnumName<Health>>({{Health::None, "none"},
                                                               {Health::Starting, "starting"},
                                                               {Health::Healthy, "healthy"},
                                                               {Health::Unhealthy, "unhealthy"}});
static_assert(covers(kHealthNames, Health::Unhealthy), "a Health has no name");

ContainerState state_from(std::string_view name) {
    return parse_name(kStateNames, name).value_or(ContainerState::Created);
}

Health health_from(std::string_view name) {
    return parse_name(kHealthNames, name).value_or(Health::None);
}

std::string without_slash(std::string name) {
    return name.starts_with('/') ? name.substr(1) : name;
}

std::vector<std::string> texts(const json::array& from) {
    std::vector<std::string> all;
    for (const auto& item : from)
        if (const auto* text = item.if_string()) all.emplace_back(*text);
    return all;
}

std::map<std::string, std::string> labels_of(const json::value& from) {
    std::map<std::string, std::string> labels;
    for (const auto& [name, value] : json::members(from, "Labels"))
        if (const auto* text = value.if_string()) labels[name] = std::string(*text);
    return labels;
}

// "8080/tcp": [{"HostIp": "127.0.0.9", "HostPort": "33000"}]
void add_ports(std::string_view key, const json::value& hosts, std::vector<PublishedPort>& to) {
    const auto slash = key.find('/');
    const auto container_port = parse_int(key.substr(0, slash));
    if (slash == std::string_view::npos || !container_port || !hosts.is_array()) return;
    for (const auto& host : hosts.get_array()) {
        const auto host_port = parse_int(json::text(host, "HostPort"));
        if (!host_port) continue;
        to.push_back({static_cast<int>(*container_port), std::string(key.substr(slash + 1)),
                      json::text(host, "HostIp"), static_cast<int>(*host_port)});
    }
}

void read_state(const json::value& state, Container& into) {
    into.state = state_from(json::text(state, "Status"));
    into.exit_code = static_cast<int>(json::integer(state, "ExitCode"));
    into.oom_killed = json::boolean(state, "OOMKilled");
    into.error = json::text(state, "Error");
    into.started_at = parse_time(json::text(state, "StartedAt"));
    into.finished_at = parse_time(json::text(state, "FinishedAt"));
    // dockerd's word for whatever it did not see start: also for what has run and ended.
    if (into.state == ContainerState::Created && into.finished_at)
        into.state = ContainerState::Exited;
    into.health = health_from(json::text(member(state, "Health"), "Status"));
}

// A listing has health only in words: "Up 2 minutes (healthy)".
Health health_in(std::string_view status) {
    if (status.ends_with("(healthy)")) return Health::Healthy;
    if (status.ends_with("(unhealthy)")) return Health::Unhealthy;
    if (status.ends_with("(health: starting)")) return Health::Starting;
    return Health::None;
}

ContainerRow row_from(const json::value& from) {
    ContainerRow row;
    row.id = json::text(from, "Id");
    const auto& names = json::list(from, "Names");
    if (!names.empty() && names[0].is_string())
        row.name = without_slash(std::string(names[0].get_string()));
    row.state = state_from(json::text(from, "State"));
    row.health = health_in(json::text(from, "Status"));
    row.labels = labels_of(from);
    return row;
}

}  // namespace

Result<Container> parse_container(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    Container container;
    container.id = json::text(*document, "Id");
    if (container.id.empty()) return fail(kMalformed, "Docker described a container without Id");
    container.name = without_slash(json::text(*document, "Name"));
    container.image_id = json::text(*document, "Image");
    container.created_at = parse_time(json::text(*document, "Created"));
    const auto& config = member(*document, "Config");
    container.image = json::text(config, "Image");
    container.stop_signal = json::text(config, "StopSignal");
    container.has_terminal = json::boolean(config, "Tty");
    container.labels = labels_of(config);
    read_state(member(*document, "State"), container);
    const auto& network = member(*document, "NetworkSettings");
    for (const auto& [key, hosts] : json::members(network, "Ports"))
        add_ports(key, hosts, container.ports);
    for (const auto& [name, joined] : json::members(network, "Networks"))
        if (auto address = json::text(joined, "IPAddress"); !address.empty())
            container.addresses.push_back(std::move(address));
    return container;
}

Result<std::vector<ContainerRow>> parse_listing(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    if (!document->is_array()) return fail(kMalformed, "Docker's listing is not a JSON array");
    std::vector<ContainerRow> rows;
    for (const auto& row : document->get_array()) rows.push_back(row_from(row));
    return rows;
}

Result<Image> parse_image(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    return Image{json::text(*document, "Id"), texts(json::list(*document, "RepoDigests")),
                 texts(json::list(*document, "RepoTags"))};
}

Result<std::vector<Volume>> parse_volumes(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    std::vector<Volume> volumes;
    for (const auto& row : json::list(*document, "Volumes"))
        volumes.push_back({json::text(row, "Name"), json::text(row, "Driver"), labels_of(row)});
    return volumes;
}

Result<Version> parse_version(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    return Version{json::text(*document, "Version"), json::text(*document, "ApiVersion")};
}

Result<Event> parse_event(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    return Event{json::text(*document, "Type"), json::text(*document, "Action"),
                 json::text(member(*document, "Actor"), "ID"), json::integer(*document, "time")};
}

std::optional<std::string> pull_failure(std::string_view progress) {
    for (const auto line : split(progress, '\n')) {
        if (trim(line).empty()) continue;
        const auto step = json::parse(trim(line));
        if (!step) return "Docker broke off its progress report";
        const auto error = json::text(*step, "error");
        if (!error.empty()) return error;
    }
    return std::nullopt;
}

std::optional<TimePoint> parse_time(std::string_view text) {
    constexpr std::size_t kToMillis = std::string_view("2026-11-23T00:27:38.858").size();
    if (text.starts_with("0001-")) return std::nullopt;
    std::string shorter(text.substr(0, text.find('Z')));
    if (shorter.find('.') != std::string::npos) {
        shorter.resize(kToMillis, '0');
    }
    return parse_iso8601(shorter + "Z");
}

ImageReference parse_image_reference(std::string_view text) {
    if (const auto at = text.find('@'); at != std::string_view::npos)
        return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
    const auto colon = text.rfind(':');
    const auto slash = text.rfind('/');
    const bool has_tag =
        colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
    if (!has_tag) return {std::string(text), "latest"};
    return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

}  // namespace ikada::docker
