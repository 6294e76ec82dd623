#include "deploy/revision.hpp"

#include <array>

#include "base/arn.hpp"

namespace ikada::deploy {
namespace {

// What DescribeTaskDefinition tells and RegisterTaskDefinition does not take.
constexpr std::array<std::string_view, 8> kOnlyTold{
    "taskDefinitionArn", "revision",     "status",         "requiresAttributes",
    "compatibilities",   "registeredAt", "deregisteredAt", "registeredBy"};

bool is_meant(const json::value& container, const ImageChange& change) {
    if (!change.container.empty()) return json::text(container, "name") == change.container;
    return repository_of(json::text(container, "image")) == repository_of(change.image);
}

Error nobody_meant(const json::value& described, const ImageChange& change) {
    std::string there;
    for (const auto& container :
         json::list(*json::find(described, "taskDefinition"), "containerDefinitions"))
        there += fmt::format("{}{} ({})", there.empty() ? "" : ", ", json::text(container, "name"),
                             json::text(container, "image"));
    if (!change.container.empty())
        return fail(kNotFound, "no container '{}' in the task definition; it has {}",
                    change.container, there);
    return fail(kNotFound,
                "no container of the task definition has an image of {}; it has {}: name one with "
                "--container-name",
                repository_of(change.image), there);
}

}  // namespace

std::string_view repository_of(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const auto slash = image.rfind('/');
    const auto colon = image.rfind(':');
    const bool has_tag = colon != image.npos && (slash == image.npos || colon > slash);
    return has_tag ? image.substr(0, colon) : image;
}

Result<json::object> revise(const json::value& described, const ImageChange& change) {
    const auto* definition = json::find(described, "taskDefinition");
    if (!definition || !definition->is_object())
        return fail(kMalformed, "the API described no task definition");
    auto request = definition->as_object();
    for (const auto name : kOnlyTold) request.erase(name);
    if (const auto& tags = json::list(described, "tags"); !tags.empty()) request["tags"] = tags;
    bool changed = false;
    if (auto* containers = request.if_contains("containerDefinitions"))
        for (auto& container : containers->as_array()) {
            if (!is_meant(container, change)) continue;
            container.as_object()["image"] = change.image;
            changed = true;
        }
    if (!changed) return nobody_meant(described, change);
    return request;
}

Result<json::value> describe_definition(Tool& tool, const std::string& reference) {
    return tool.api.call(
        kEcs, "DescribeTaskDefinition",
        json::object{{"taskDefinition", reference}, {"include", json::array{"TAGS"}}});
}

Result<Revision> register_revision(Tool& tool, const json::value& described,
                                   const ImageChange& change) {
    auto request = revise(described, change);
    if (!request) return request.error();
    auto answer = tool.api.call(kEcs, "RegisterTaskDefinition", *std::move(request));
    if (!answer) return answer.error();
    const auto* definition = json::find(*answer, "taskDefinition");
    auto arn = definition ? json::text(*definition, "taskDefinitionArn") : "";
    if (arn.empty()) return fail(kMalformed, "the API registered a task definition without ARN");
    tool.voice.say(fmt::format("registered {} with {}", short_name(arn), change.image));
    return Revision{std::move(arn), *std::move(answer)};
}

std::string short_name(std::string_view task_definition_arn) {
    return std::string(last_part(task_definition_arn));
}

}  // namespace ikada::deploy
