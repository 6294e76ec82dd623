#include "agent/metadata_request.hpp"

#include <array>
#include <span>

#include "base/ipv4.hpp"
#include "base/strings.hpp"

namespace ikada::agent {
namespace {

constexpr std::int64_t kContainersPerAddress = 128;
static_assert(kContainersPerAddress > static_cast<std::int64_t>(kContainersMax) + 1);  // a pause
constexpr std::int64_t kAddresses = std::int64_t{1} << 32;

constexpr std::string_view kApiPrefix = "/api/";

// What follows "/v4/<id>" and "/v2/". With `of_one`, another part names the container.
struct Path {
    std::string_view text;
    MetadataTopic topic;
    bool of_one = false;
};
constexpr std::array kById{Path{"", MetadataTopic::Container},
                           Path{"task", MetadataTopic::Task},
                           Path{"taskWithTags", MetadataTopic::TaskWithTags},
                           Path{"stats", MetadataTopic::Stats},
                           Path{"task/stats", MetadataTopic::TaskStats},
                           Path{"associations/", MetadataTopic::Associations, true}};
constexpr std::array kAgentApi{Path{"task-protection/v1/state", MetadataTopic::Protection}};
constexpr std::array kByAddress{
    Path{"metadata", MetadataTopic::Task}, Path{"metadataWithTags", MetadataTopic::TaskWithTags},
    Path{"stats", MetadataTopic::TaskStats}, Path{"metadata/", MetadataTopic::Container, true},
    Path{"stats/", MetadataTopic::Stats, true}};

std::optional<MetadataRequest> by_address(std::string_view rest) {
    for (const auto& [text, topic, of_one] : kByAddress) {
        const bool fits = of_one ? rest.starts_with(text) : rest == text;
        if (fits)
            return MetadataRequest{
                MetadataVersion::V2, topic, {}, std::string(rest.substr(text.size()))};
    }
    return std::nullopt;
}

std::optional<MetadataRequest> by_id(MetadataVersion version, std::span<const Path> paths,
                                     std::string_view rest) {
    const auto slash = std::min(rest.find('/'), rest.size());
    auto id = parse_metadata_id(rest.substr(0, slash));
    if (!id) return std::nullopt;
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    for (const auto& [text, topic, of_one] : paths) {
        const bool fits = of_one ? rest.starts_with(text) : rest == text;
        if (fits) return MetadataRequest{version, topic, std::move(id), {}};
    }
    return std::nullopt;
}

}  // namespace

std::string to_text(const MetadataId& id) {
    return fmt::format("{}-{:010}", id.task_id,
                       parse_ipv4(id.agent_address).value_or(0) * kContainersPerAddress +
                           static_cast<std::int64_t>(id.container));
}

std::optional<MetadataId> parse_metadata_id(std::string_view text) {
    const auto dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0) return std::nullopt;
    const auto number = parse_int(text.substr(dash + 1));
    if (!number || *number < 0 || *number >= kAddresses * kContainersPerAddress)
        return std::nullopt;
    return MetadataId{std::string(text.substr(0, dash)),
                      format_ipv4(static_cast<std::uint32_t>(*number / kContainersPerAddress)),
                      static_cast<std::size_t>(*number % kContainersPerAddress)};
}

std::optional<MetadataRequest> parse_metadata_path(std::string_view path) {
    if (path.size() > 4 && path.ends_with('/')) path.remove_suffix(1);
    const auto version = path.substr(0, 4);
    const auto rest = path.substr(std::min<std::size_t>(4, path.size()));
    if (version == "/v2/") return by_address(rest);
    if (version == "/v3/") return by_id(MetadataVersion::V3, kById, rest);
    if (version == "/v4/") return by_id(MetadataVersion::V4, kById, rest);
    if (path.starts_with(kApiPrefix))
        return by_id(MetadataVersion::V4, kAgentApi, path.substr(kApiPrefix.size()));
    return std::nullopt;
}

std::map<std::string, std::string> metadata_variables(const AgentOptions& options,
                                                      const TaskSpec& task, std::size_t container,
                                                      const std::string& base) {
    if (base.empty()) return {};
    const auto id = to_text({task.id(), options.address, container});
    return {{"ECS_CONTAINER_METADATA_URI", fmt::format("{}/v3/{}", base, id)},
            {"ECS_CONTAINER_METADATA_URI_V4", fmt::format("{}/v4/{}", base, id)},
            {"ECS_AGENT_URI", fmt::format("{}{}{}", base, kApiPrefix, id)}};
}

}  // namespace ikada::agent
