#include "ecs/validation.hpp"

#include <algorithm>
#include <set>

#include "base/strings.hpp"
#include "ecs/cluster_query.hpp"

namespace ikada::ecs {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

Status check_tag(const shapes::Tag& tag) {
    if (auto checked = check_tag_key(tag.key.value_or("")); !checked) return checked;
    if (tag.value.value_or("").size() > kTagValueLengthMax)
        return fail(errors::kInvalidParameter,
                    "The value of tag '{}' is longer than {} characters.", *tag.key,
                    kTagValueLengthMax);
    return ok();
}

// What each strategy may go by. Source: API_PlacementStrategy.
Status check_field(const PlacementStrategy& strategy) {
    const std::string& field = strategy.field;
    switch (strategy.type) {
        case PlacementStrategyType::Random:
            if (field.empty()) return ok();
            return fail(errors::kInvalidParameter,
                        "The field parameter is not valid for the random placement strategy.");
        case PlacementStrategyType::Binpack:
            if (field == "cpu" || field == "memory") return ok();
            return fail(errors::kInvalidParameter,
                        "The binpack placement strategy needs the field 'cpu' or 'memory', not "
                        "'{}'.",
                        field);
        case PlacementStrategyType::Spread:
            if (field == "instanceId" || field == "host" ||
                (field.starts_with("attribute:") && field.size() > 10))
                return ok();
            return fail(errors::kInvalidParameter,
                        "The spread placement strategy needs the field 'instanceId', 'host' or "
                        "'attribute:…', not '{}'.",
                        field);
    }
    return ok();
}

// ECS takes these two in any case and gives them back in its own.
std::string canonical_field(const std::string& field) {
    for (const std::string_view word : {"cpu", "memory", "instanceId", "host"})
        if (equals_ignoring_case(field, word)) return std::string(word);
    return field;
}

}  // namespace

Error not_supported(std::string_view member) {
    return fail(errors::kInvalidParameter,
                "ikada does not support '{}' yet; leave it out of the request.", member);
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kNameLengthMax &&
           std::all_of(text.begin(), text.end(), is_name_character);
}

Status check_tag_key(std::string_view key) {
    if (key.empty() || key.size() > kTagKeyLengthMax)
        return fail(errors::kInvalidParameter, "Tag keys must have 1 to {} characters.",
                    kTagKeyLengthMax);
    if (to_lower(key).starts_with("aws:"))
        return fail(errors::kInvalidParameter,
                    "aws: prefixed tag key names are not allowed for external use: '{}'.", key);
    return ok();
}

Result<Tags> read_tags(const std::optional<std::vector<shapes::Tag>>& tags) {
    Tags read;
    if (!tags) return read;
    for (const auto& tag : *tags) {
        if (auto checked = check_tag(tag); !checked) return checked.error();
        if (!read.emplace(*tag.key, tag.value.value_or("")).second)
            return fail(errors::kInvalidParameter, "Duplicate tag keys found: '{}'.", *tag.key);
    }
    if (read.size() > kTagsMax)
        return fail(errors::kInvalidParameter, "A resource can have at most {} tags.", kTagsMax);
    return read;
}

Result<std::vector<PlacementStrategy>> read_strategy(
    const std::optional<std::vector<shapes::PlacementStrategy>>& strategy) {
    std::vector<PlacementStrategy> read;
    if (!strategy) return read;
    if (strategy->size() > kPlacementStrategiesMax)
        return fail(errors::kInvalidParameter, "At most {} placement strategies can be given.",
                    kPlacementStrategiesMax);
    for (const auto& each : *strategy) {
        if (!each.type)
            return fail(errors::kInvalidParameter, "A placement strategy must have a type.");
        const auto word = name_of(shapes::kPlacementStrategyTypeNames, *each.type);
        PlacementStrategy made{*parse_name(kPlacementStrategyTypeNames, word),
                               canonical_field(each.field.value_or(""))};
        if (auto checked = check_field(made); !checked) return checked.error();
        read.push_back(std::move(made));
    }
    return read;
}

Result<PlacementConstraints> read_constraints(
    const std::optional<std::vector<shapes::PlacementConstraint>>& constraints) {
    PlacementConstraints read;
    if (!constraints) return read;
    if (constraints->size() > kPlacementConstraintsMax)
        return fail(errors::kInvalidParameter, "At most {} placement constraints can be given.",
                    kPlacementConstraintsMax);
    for (const auto& each : *constraints) {
        if (!each.type)
            return fail(errors::kInvalidParameter, "A placement constraint must have a type.");
        if (*each.type == shapes::PlacementConstraintType::MemberOf) {
            const auto query = parse_cluster_query(each.expression.value_or(""));
            if (!query) return query.error();
            read.member_of.push_back(query->text());
        } else if (each.expression && !each.expression->empty()) {
            return fail(errors::kInvalidParameter,
                        "distinctInstance expression should not be specified.");
        } else {
            read.distinct_instances = true;
        }
    }
    return read;
}

Status check_constraints(
    const std::optional<std::vector<shapes::TaskDefinitionPlacementConstraint>>& constraints) {
    if (!constraints) return ok();
    if (constraints->size() > kPlacementConstraintsMax)
        return fail(errors::kClient, "At most {} placement constraints can be given.",
                    kPlacementConstraintsMax);
    for (const auto& each : *constraints) {
        const auto query = parse_cluster_query(each.expression.value_or(""));
        if (!query) return Error{&errors::kClient, query.error().message};
    }
    return ok();
}

Status check_desired_count(int count) {
    if (count < 0)
        return fail(errors::kInvalidParameter, "The desired count must be zero or more.");
    if (count > kDesiredCountMax)
        return fail(errors::kInvalidParameter, "The desired count must be {} or less.",
                    kDesiredCountMax);
    return ok();
}

Status check_percents(int maximum, int minimum_healthy) {
    if (maximum < 0 || minimum_healthy < 0)
        return fail(errors::kInvalidParameter,
                    "maximumPercent and minimumHealthyPercent must be zero or more.");
    if (maximum <= minimum_healthy)
        return fail(errors::kInvalidParameter,
                    "maximumPercent must be greater than minimumHealthyPercent.");
    if (maximum < 100)
        return fail(errors::kInvalidParameter, "maximumPercent must be at least 100.");
    return ok();
}

}  // namespace ikada::ecs
