#include "aws/audit.hpp"

#include <algorithm>
#include <array>

#include "aws/utf8.hpp"
#include "base/json.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

using schema::Kind;

constexpr std::size_t kNameMax = 300;  // characters of one resource; ARNs are shorter

constexpr std::array<std::string_view, 12> kNouns{"cluster",
                                                  "clusters",
                                                  "service",
                                                  "services",
                                                  "task",
                                                  "tasks",
                                                  "taskdefinition",
                                                  "taskset",
                                                  "containerinstance",
                                                  "family",
                                                  "containerinstances",
                                                  "name"};
constexpr std::array<std::string_view, 6> kEndings{"arn", "arns", "name", "names", "id", "ids"};

bool names_a_resource(std::string_view member) {
    const auto name = to_lower(member);
    if (name.ends_with("accesskeyid") || name.ends_with("tokenid")) return false;
    return std::find(kNouns.begin(), kNouns.end(), name) != kNouns.end() ||
           std::any_of(kEndings.begin(), kEndings.end(),
                       [&](auto ending) { return name.ends_with(ending); });
}

// Appends a text, or the texts of a list, behind any optional.
void append(const schema::Type& type, const void* value, std::vector<std::string>& to) {
    if (to.size() >= kAuditedResourcesMax) return;
    if (type.kind == Kind::String) {
        to.push_back(shorten(*static_cast<const std::string*>(value), kNameMax));
        return;
    }
    if (type.kind != Kind::Optional && type.kind != Kind::List) return;
    struct Context {
        const schema::Type& element;
        std::vector<std::string>& to;
    } context{*type.element, to};
    type.access->visit(
        value,
        [](void* opaque, std::string_view, const void* element) {
            auto& [inner, found] = *static_cast<Context*>(opaque);
            append(inner, element, found);
        },
        &context);
}

}  // namespace

std::string to_json_line(const AuditRecord& record) {
    json::object line{{"time", to_iso8601(record.at)},
                      {"requestId", record.request_id},
                      {"action", record.action},
                      {"caller", record.caller},
                      {"accessKeyId", record.access_key_id},
                      {"sourceAddress", record.peer},
                      {"resources", json::array(record.resources.begin(), record.resources.end())},
                      {"status", record.status}};
    if (!record.error.empty()) line["error"] = record.error;
    return json::serialize(line);
}

std::vector<std::string> resources_of(const schema::Type& type, const void* request) {
    std::vector<std::string> found;
    for (const auto& member : type.members)
        if (names_a_resource(member.name))
            append(*member.type, static_cast<const char*>(request) + member.offset, found);
    return found;
}

}  // namespace ikada::aws
