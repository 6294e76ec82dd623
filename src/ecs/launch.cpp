#include "ecs/launch.hpp"

#include "ecs/errors.hpp"
#include "ecs/overrides.hpp"
#include "ecs/task_network.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

Status check_words(const Launch& asked) {
    if (asked.started_by.value_or("").size() > kStartedByLengthMax)
        return fail(errors::kInvalidParameter, "startedBy can have at most {} characters.",
                    kStartedByLengthMax);
    const std::string group = asked.group.value_or("");
    if (group.size() > kNameLengthMax)
        return fail(errors::kInvalidParameter, "group can have at most {} characters.",
                    kNameLengthMax);
    if (group.starts_with("service:"))
        return fail(errors::kInvalidParameter,
                    "Invalid group '{}': names that start with 'service:' are the services'.",
                    group);
    if (asked.propagate_tags == shapes::PropagateTags::Service)
        return fail(errors::kInvalidParameter,
                    "Invalid value for propagateTags: a task has no service to take tags from.");
    return ok();
}

Result<const TaskDefinition*> find_definition(const world::Tx& tx, const std::string& reference) {
    const auto* found = definitions::find(tx, reference);
    if (!found) return fail(errors::kInvalidParameter, "TaskDefinition not found.");
    if (found->status != TaskDefinitionStatus::Active)
        return fail(errors::kInvalidParameter, "TaskDefinition is inactive");
    return found;
}

}  // namespace

Result<Launched> check_launch(const world::Tx& tx, const Cluster& cluster, const Launch& asked) {
    if (auto checked = check_words(asked); !checked) return checked.error();
    const auto definition = find_definition(tx, asked.task_definition);
    if (!definition) return definition.error();
    if (asked.overrides)
        if (auto checked = check_overrides(*asked.overrides, **definition); !checked)
            return checked.error();
    auto network = read_network(tx, asked.network, **definition);
    if (!network) return network.error();
    auto tags = read_tags(asked.tags);
    if (!tags) return tags.error();

    const bool inherits = asked.propagate_tags == shapes::PropagateTags::TaskDefinition;
    if (inherits) tags->insert((*definition)->tags.begin(), (*definition)->tags.end());
    if (asked.managed_tags) (*tags)["aws:ecs:clusterName"] = cluster.name.value;
    const bool grouped = asked.group && !asked.group->empty();
    return Launched{*definition,
                    grouped ? *asked.group : "family:" + (*definition)->family,
                    asked.started_by.value_or(""),
                    overrides_text(asked.overrides),
                    std::move(*network),
                    std::move(*tags)};
}

}  // namespace ikada::ecs
