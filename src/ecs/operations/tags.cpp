// TagResource, UntagResource, ListTagsForResource

#include <variant>

#include "base/strings.hpp"
#include "ecs/describe_records.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

using Tagged = std::variant<Cluster, Service, Task, TaskDefinition, ContainerInstance>;

// "arn:aws:ecs:region:account:service/hobby/blog" → {"service", "hobby", "blog"}.
std::vector<std::string_view> resource_parts(std::string_view arn) {
    if (!arn.starts_with("arn:aws:ecs:")) return {};
    const auto parts = split(arn, ':');
    if (parts.size() < 6) return {};
    return split(arn.substr(static_cast<std::size_t>(parts[5].data() - arn.data())), '/');
}

bool is_ended(const Cluster& cluster) { return cluster.status == ClusterStatus::Inactive; }
bool is_ended(const Service& service) { return service.status == ServiceStatus::Inactive; }
bool is_ended(const Task& task) { return !tasks::is_live(task); }
bool is_ended(const TaskDefinition& definition) {
    return definition.status != TaskDefinitionStatus::Active;
}
bool is_ended(const ContainerInstance& instance) {
    return instance.status == ContainerInstanceStatus::Inactive;
}

template <class Record>
Result<Tagged> usable(const Record* found, std::string_view noun) {
    if (!found)
        return fail(errors::kResourceNotFound,
                    "The specified {} could not be found. Specify a valid {} and try again.", noun,
                    noun);
    if (is_ended(*found))
        return fail(errors::kInvalidParameter,
                    "The specified {} is inactive. Specify an active {} and try again.", noun,
                    noun);
    return Tagged{*found};
}

Result<Tagged> find_tagged(const world::Tx& tx, const std::string& arn) {
    const auto parts = resource_parts(arn);
    const std::string_view type = parts.empty() ? std::string_view() : parts[0];
    if (type == "cluster") {
        const auto cluster = clusters::resolve(tx, arn);
        return cluster ? usable(*cluster, "cluster") : cluster.error();
    }
    if (type == "task-definition") return usable(definitions::find(tx, arn), "task definition");
    if (parts.size() == 2)
        return fail(errors::kInvalidParameter,
                    "Long arn format must be used for tagging operations.");
    if (parts.size() != 3) return fail(errors::kInvalidParameter, "Invalid resource ARN: {}", arn);
    const auto cluster = clusters::resolve(tx, std::string(parts[1]));
    if (!cluster) return cluster.error();
    if (type == "service") return usable(services::find(tx, (*cluster)->name, arn), "service");
    if (type == "task") return usable(tasks::find(tx, (*cluster)->name, arn), "task");
    if (type == "container-instance")
        return usable(instances::find(tx, (*cluster)->name, arn), "container instance");
    return fail(errors::kInvalidParameter, "Invalid resource ARN: {}", arn);
}

void store(world::Tx& tx, Task task) { tasks::put(tx, std::move(task)); }
void store(world::Tx& tx, ContainerInstance instance) { instances::put(tx, std::move(instance)); }
template <class Record>
void store(world::Tx& tx, Record record) {
    tx.put(std::move(record));
}

Tags& tags_of(Tagged& tagged) {
    return std::visit([](auto& record) -> Tags& { return record.tags; }, tagged);
}

}  // namespace

Result<shapes::TagResourceResponse> tag_resource(world::Tx& tx,
                                                 const shapes::TagResourceRequest& request,
                                                 const aws::Call&) {
    auto found = find_tagged(tx, request.resource_arn);
    if (!found) return found.error();
    const auto added = read_tags(request.tags);
    if (!added) return added.error();
    Tags& tags = tags_of(*found);
    for (const auto& [key, value] : *added) tags[key] = value;
    if (tags.size() > kTagsMax)
        return fail(errors::kInvalidParameter, "A resource can have at most {} tags.", kTagsMax);
    std::visit([&](const auto& record) { store(tx, record); }, *found);
    return shapes::TagResourceResponse{};
}

Result<shapes::UntagResourceResponse> untag_resource(world::Tx& tx,
                                                     const shapes::UntagResourceRequest& request,
                                                     const aws::Call&) {
    auto found = find_tagged(tx, request.resource_arn);
    if (!found) return found.error();
    for (const auto& key : request.tag_keys) {
        if (auto checked = check_tag_key(key); !checked) return checked.error();
        tags_of(*found).erase(key);
    }
    std::visit([&](const auto& record) { store(tx, record); }, *found);
    return shapes::UntagResourceResponse{};
}

Result<shapes::ListTagsForResourceResponse> list_tags_for_resource(
    world::Tx& tx, const shapes::ListTagsForResourceRequest& request, const aws::Call&) {
    auto found = find_tagged(tx, request.resource_arn);
    // ECS documents ResourceNotFoundException for changes only.
    if (!found && found.error().is(errors::kResourceNotFound))
        return fail(errors::kInvalidParameter, "{}", found.error().message);
    if (!found) return found.error();
    return shapes::ListTagsForResourceResponse{tag_shapes(tags_of(*found))};
}

}  // namespace ikada::ecs
