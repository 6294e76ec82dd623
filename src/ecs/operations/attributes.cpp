// PutAttributes, ListAttributes, DeleteAttributes: custom attributes of container instances.

#include <algorithm>

#include "aws/paging.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/pages.hpp"
#include "ecs/records.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kAttributesPerCallMax = 10;       // AWS
constexpr int kCustomAttributesMax = 10;        // AWS: an instance's
constexpr std::size_t kAttributeTextMax = 128;  // AWS: names and values

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool has_form(std::string_view text, std::string_view others) {
    return !text.empty() && text.size() <= kAttributeTextMax &&
           std::ranges::all_of(text, [&](char c) {
               return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
           });
}

// What instances say of themselves; the rest is custom.
bool is_built_in(std::string_view name) {
    return name.starts_with("ecs.") || name.starts_with("com.amazonaws.");
}

Status check_name(const shapes::Attribute& attribute) {
    if (!has_form(attribute.name, "-_/\\."))
        return fail(errors::kInvalidParameter,
                    "Invalid attribute name '{}': 1 to {} letters, numbers, hyphens, underscores, "
                    "slashes, back slashes and periods are allowed.",
                    attribute.name, kAttributeTextMax);
    if (is_built_in(attribute.name))
        return fail(errors::kInvalidParameter,
                    "Attribute '{}' is built in: only custom attributes can be changed.",
                    attribute.name);
    return ok();
}

Status check_value(const shapes::Attribute& attribute) {
    if (!attribute.value) return ok();
    const auto& value = *attribute.value;
    if (has_form(value, "-_.@/\\: ") && value.front() != ' ' && value.back() != ' ') return ok();
    return fail(errors::kInvalidParameter,
                "Invalid value '{}' of attribute '{}': 1 to {} letters, numbers, hyphens, "
                "underscores, periods, at signs, slashes, back slashes, colons and inner spaces "
                "are allowed.",
                value, attribute.name, kAttributeTextMax);
}

Status check_count(const std::vector<shapes::Attribute>& attributes) {
    if (attributes.empty()) return fail(errors::kInvalidParameter, "Attributes cannot be empty.");
    if (std::ssize(attributes) > kAttributesPerCallMax)
        return fail(errors::kInvalidParameter, "At most {} attributes can be given in one call.",
                    kAttributesPerCallMax);
    return ok();
}

Result<const ContainerInstance*> find_target(const world::Tx& tx, const Cluster& cluster,
                                             const shapes::Attribute& attribute) {
    const std::string target = attribute.target_id.value_or("");
    if (target.empty())
        return fail(errors::kInvalidParameter, "Attribute '{}' has no targetId.", attribute.name);
    if (!target.starts_with("arn:") && !attribute.target_type)
        return fail(errors::kInvalidParameter,
                    "targetType is required where targetId is not a full ARN.");
    const auto* found = instances::find(tx, cluster.name, target);
    if (!found || found->status == ContainerInstanceStatus::Inactive)
        return fail(errors::kTargetNotFound, "The specified target wasn't found: {}", target);
    return found;
}

shapes::Attribute shape(const ContainerInstance& instance, const Attribute& attribute) {
    return {.name = attribute.name,
            .value = attribute.value,
            .target_type = {},
            .target_id = instance.arn};
}

Status put(world::Tx& tx, const ContainerInstance& instance, const shapes::Attribute& attribute) {
    ContainerInstance updated = instance;
    instances::set_attribute(updated, {attribute.name, attribute.value});
    const auto custom = std::ranges::count_if(
        updated.attributes, [](const Attribute& each) { return !is_built_in(each.name); });
    if (custom > kCustomAttributesMax)
        return fail(errors::kAttributeLimitExceeded,
                    "At most {} custom attributes can be applied to a resource.",
                    kCustomAttributesMax);
    instances::put(tx, std::move(updated));
    return ok();
}

// What it had by that name; nothing if there was none.
std::optional<Attribute> take(world::Tx& tx, const ContainerInstance& instance,
                              const std::string& name) {
    ContainerInstance updated = instance;
    const auto same = std::ranges::find(updated.attributes, name, &Attribute::name);
    if (same == updated.attributes.end()) return std::nullopt;
    auto taken = std::move(*same);
    updated.attributes.erase(same);
    instances::put(tx, std::move(updated));
    return taken;
}

bool is_asked(const Attribute& attribute, const shapes::ListAttributesRequest& request) {
    if (request.attribute_name && attribute.name != *request.attribute_name) return false;
    return !request.attribute_value || attribute.value == request.attribute_value;
}

std::vector<shapes::Attribute> asked(const world::Tx& tx, const ClusterName& cluster,
                                     const shapes::ListAttributesRequest& request) {
    std::vector<shapes::Attribute> found;
    for (const auto* instance : instances::in_cluster(tx, cluster)) {
        if (instance->status == ContainerInstanceStatus::Inactive) continue;
        for (const auto& attribute : instance->attributes)
            if (is_asked(attribute, request)) found.push_back(shape(*instance, attribute));
    }
    return found;
}

std::string page_key(const shapes::Attribute& attribute) {
    return *attribute.target_id + " " + attribute.name;
}

}  // namespace

Result<shapes::PutAttributesResponse> put_attributes(world::Tx& tx,
                                                     const shapes::PutAttributesRequest& request,
                                                     const aws::Call&) {
    if (auto checked = check_count(request.attributes); !checked) return checked.error();
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    shapes::PutAttributesResponse made;
    made.attributes.emplace();
    for (const auto& each : request.attributes) {
        if (auto checked = check_name(each); !checked) return checked.error();
        if (auto checked = check_value(each); !checked) return checked.error();
        const auto target = find_target(tx, **cluster, each);
        if (!target) return target.error();
        made.attributes->push_back(shape(**target, {each.name, each.value}));
        if (auto done = put(tx, **target, each); !done) return done.error();
    }
    return made;
}

Result<shapes::DeleteAttributesResponse> delete_attributes(
    world::Tx& tx, const shapes::DeleteAttributesRequest& request, const aws::Call&) {
    if (auto checked = check_count(request.attributes); !checked) return checked.error();
    const auto cluster = clusters::resolve_active(tx, request.cluster);
    if (!cluster) return cluster.error();
    shapes::DeleteAttributesResponse made;
    made.attributes.emplace();
    for (const auto& each : request.attributes) {
        if (auto checked = check_name(each); !checked) return checked.error();
        const auto target = find_target(tx, **cluster, each);
        if (!target) return target.error();
        const ContainerInstance instance = **target;
        if (const auto taken = take(tx, instance, each.name))
            made.attributes->push_back(shape(instance, *taken));
    }
    return made;
}

Result<shapes::ListAttributesResponse> list_attributes(world::Tx& tx,
                                                       const shapes::ListAttributesRequest& request,
                                                       const aws::Call&) {
    const auto cluster = clusters::resolve(tx, request.cluster);
    if (!cluster) return cluster.error();
    if (request.attribute_value && !request.attribute_name)
        return fail(errors::kInvalidParameter, "attributeValue needs an attributeName.");
    const auto size = page_size({request.next_token, request.max_results}, kPageSizeMax);
    if (!size) return size.error();
    auto found = asked(tx, (*cluster)->name, request);
    std::ranges::sort(found, {}, page_key);
    auto page =
        aws::paginate(found, {request.next_token, *size, errors::kInvalidParameter}, page_key);
    if (!page) return page.error();
    return shapes::ListAttributesResponse{std::move(page->items), std::move(page->next_token)};
}

}  // namespace ikada::ecs
