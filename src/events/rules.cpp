#include "events/rules.hpp"

#include "aws/names_and_tags.hpp"
#include "events/errors.hpp"
#include "events/keys.hpp"

namespace ikada::events {
namespace {

constexpr std::string_view kPattern = "[\\.\\-_A-Za-z0-9]+";

}  // namespace

std::string bus_arn(const aws::Installation& at) {
    return aws::arn(at, "events", fmt::format("event-bus/{}", kDefaultBus));
}

Status check_bus(const std::optional<std::string>& name, const aws::Installation& at) {
    if (!name || *name == kDefaultBus || *name == bus_arn(at)) return ok();
    return fail(errors::kResourceNotFound, "Event bus {} does not exist.",
                name->substr(name->rfind('/') + 1));
}

Status check_name(std::string_view member, std::string_view name) {
    return aws::check_name({member, kPattern}, name);
}

Result<const Rule*> find_rule(const world::Tx& tx, const RuleRef& ref,
                              const aws::Installation& at) {
    if (auto checked = check_name("name", ref.name); !checked) return checked.error();
    if (auto checked = check_bus(ref.bus, at); !checked) return checked.error();
    if (const auto* rule = tx.find<Rule>(ref.name)) return rule;
    return fail(errors::kResourceNotFound, "Rule {} does not exist on EventBus {}.", ref.name,
                kDefaultBus);
}

}  // namespace ikada::events
