// CreateScheduleGroup, GetScheduleGroup, ListScheduleGroups, DeleteScheduleGroup, and their tags
// docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html

#include "aws/names_and_tags.hpp"
#include "aws/paging.hpp"
#include "scheduler/errors.hpp"
#include "scheduler/keys.hpp"
#include "scheduler/operations.hpp"
#include "scheduler/schedules.hpp"

namespace ikada::scheduler {
namespace {

constexpr int kPageSizeMax = 100;        // AWS
constexpr std::size_t kGroupsMax = 500;  // AWS
constexpr std::string_view kTagged = "schedule group";

template <class Shape>
Shape shape_of(const ScheduleGroup& group) {
    Shape shape;
    shape.arn = group.arn;
    shape.name = group.name;
    shape.state = shapes::ScheduleGroupState::Active;
    shape.creation_date = group.created_at;
    shape.last_modification_date = group.created_at;
    return shape;
}

Result<const ScheduleGroup*> group_at(const world::Tx& tx, const std::string& arn) {
    for (const auto* group : tx.all<ScheduleGroup>())
        if (group->arn == arn) return group;
    return fail(errors::kResourceNotFound, "Resource {} does not exist.", arn);
}

}  // namespace

Result<shapes::CreateScheduleGroupOutput> create_schedule_group(
    world::Tx& tx, const shapes::CreateScheduleGroupInput& request, const aws::Call& call) {
    if (auto checked = check_name("name", request.name); !checked) return checked.error();
    if (tx.find<ScheduleGroup>(request.name))
        return fail(errors::kConflict, "Schedule group {} already exists.", request.name);
    if (tx.all<ScheduleGroup>().size() >= kGroupsMax)
        return fail(errors::kQuotaExceeded, "At most {} schedule groups.", kGroupsMax);
    ScheduleGroup group;
    group.name = request.name;
    group.arn =
        aws::arn(call.installation, "scheduler", fmt::format("schedule-group/{}", request.name));
    group.created_at = call.now;
    if (request.tags)
        if (auto added = aws::add_tags(group.tags, *request.tags, kTagged); !added)
            return added.error();
    shapes::CreateScheduleGroupOutput output{.schedule_group_arn = group.arn};
    tx.put(std::move(group));
    return output;
}

Result<shapes::GetScheduleGroupOutput> get_schedule_group(
    world::Tx& tx, const shapes::GetScheduleGroupInput& request, const aws::Call&) {
    const auto group = find_group(tx, request.name);
    if (!group) return group.error();
    return shape_of<shapes::GetScheduleGroupOutput>(**group);
}

Result<shapes::ListScheduleGroupsOutput> list_schedule_groups(
    world::Tx& tx, const shapes::ListScheduleGroupsInput& request, const aws::Call&) {
    const auto page = aws::paginate(
        tx.all<ScheduleGroup>(request.name_prefix.value_or("")),
        {request.next_token, request.max_results.value_or(kPageSizeMax), errors::kValidation},
        [](const ScheduleGroup* group) { return group->name; });
    if (!page) return page.error();
    shapes::ListScheduleGroupsOutput output;
    output.next_token = page->next_token;
    for (const auto* group : page->items)
        output.schedule_groups.push_back(shape_of<shapes::ScheduleGroupSummary>(*group));
    return output;
}

// With its schedules, at once.
Result<shapes::DeleteScheduleGroupOutput> delete_schedule_group(
    world::Tx& tx, const shapes::DeleteScheduleGroupInput& request, const aws::Call&) {
    const auto group = find_group(tx, request.name);
    if (!group) return group.error();
    if (request.name == kDefaultGroup)
        return fail(errors::kValidation, "The default schedule group cannot be deleted.");
    for (const auto* schedule : tx.all<Schedule>(keys::of_group(request.name)))
        tx.erase<Schedule>(keys::schedule(schedule->group, schedule->name));
    tx.erase<ScheduleGroup>(request.name);
    return shapes::DeleteScheduleGroupOutput{};
}

Result<shapes::TagResourceOutput> tag_resource(world::Tx& tx,
                                               const shapes::TagResourceInput& request,
                                               const aws::Call&) {
    const auto group = group_at(tx, request.resource_arn);
    if (!group) return group.error();
    ScheduleGroup next = **group;
    if (auto added = aws::add_tags(next.tags, request.tags, kTagged); !added) return added.error();
    tx.put(std::move(next));
    return shapes::TagResourceOutput{};
}

Result<shapes::UntagResourceOutput> untag_resource(world::Tx& tx,
                                                   const shapes::UntagResourceInput& request,
                                                   const aws::Call&) {
    const auto group = group_at(tx, request.resource_arn);
    if (!group) return group.error();
    ScheduleGroup next = **group;
    for (const auto& key : request.tag_keys) next.tags.erase(key);
    tx.put(std::move(next));
    return shapes::UntagResourceOutput{};
}

Result<shapes::ListTagsForResourceOutput> list_tags_for_resource(
    world::Tx& tx, const shapes::ListTagsForResourceInput& request, const aws::Call&) {
    const auto group = group_at(tx, request.resource_arn);
    if (!group) return group.error();
    shapes::ListTagsForResourceOutput output;
    output.tags.emplace();
    for (const auto& [key, value] : (*group)->tags) output.tags->push_back({key, value});
    return output;
}

}  // namespace ikada::scheduler
