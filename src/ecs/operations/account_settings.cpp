// PutAccountSetting, PutAccountSettingDefault, ListAccountSettings, DeleteAccountSetting
// A principal's own setting holds for it, else root's, else ECS's default.

#include <algorithm>
#include <array>

#include "ecs/errors.hpp"
#include "ecs/keys.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/pages.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

constexpr int kSettingsPerPageMax = 10;  // AWS

// Which values ikada honours, and which holds where nobody has set any.
struct Rule {
    SettingName name;
    std::string_view usual;
    bool may_change;
};
constexpr auto kRules = std::to_array<Rule>({
    {SettingName::ServiceLongArnFormat, "enabled", false},
    {SettingName::TaskLongArnFormat, "enabled", false},
    {SettingName::ContainerInstanceLongArnFormat, "enabled", false},
    {SettingName::AwsvpcTrunking, "disabled", true},  // there is no limit that it could raise
    {SettingName::ContainerInsights, "disabled", false},
});
static_assert(kRules.size() == kSettingNames.size(), "a setting has no rule");

const Rule& rule_of(SettingName name) { return kRules[static_cast<std::size_t>(name)]; }

SettingName read_name(shapes::SettingName name) {
    return *parse_name(kSettingNames, name_of(shapes::kSettingNameNames, name));
}

std::string root_arn(const aws::Call& call) {
    return "arn:aws:iam::" + call.installation.account + ":root";
}

Status check_value(SettingName name, const std::string& value) {
    if (value != "enabled" && value != "disabled")
        return fail(errors::kInvalidParameter, "Invalid value '{}' for account setting {}.", value,
                    name_of(kSettingNames, name));
    const auto& rule = rule_of(name);
    if (rule.may_change || value == rule.usual) return ok();
    return not_supported(fmt::format("{} {}", name_of(kSettingNames, name), value));
}

Result<std::string> principal(const std::optional<std::string>& asked, const aws::Call& call) {
    if (!asked || asked->empty()) return call.caller.arn;
    if (asked->starts_with("arn:aws:iam::" + call.installation.account + ":")) return *asked;
    return fail(errors::kInvalidParameter, "Invalid principalArn '{}'.", *asked);
}

shapes::Setting shape_of(const AccountSetting& setting) {
    shapes::Setting made;
    made.name = *parse_name(shapes::kSettingNameNames, name_of(kSettingNames, setting.name));
    made.value = setting.value;
    made.principal_arn = setting.principal_arn;
    return made;
}

Result<shapes::Setting> put(world::Tx& tx, AccountSetting setting) {
    if (auto checked = check_value(setting.name, setting.value); !checked) return checked.error();
    auto shown = shape_of(setting);
    tx.put(std::move(setting));
    return shown;
}

const AccountSetting* find(const world::Tx& tx, SettingName name, const std::string& principal) {
    return tx.find<AccountSetting>(keys::account_setting(name, principal));
}

AccountSetting effective(const world::Tx& tx, SettingName name, const std::string& principal,
                         const std::string& root) {
    for (const auto& each : {principal, root})
        if (const auto* found = find(tx, name, each)) return *found;
    return {name, root, std::string(rule_of(name).usual)};
}

using ListRequest = shapes::ListAccountSettingsRequest;

std::vector<AccountSetting> settings_of(const world::Tx& tx, const ListRequest& request,
                                        const std::string& principal, const std::string& root) {
    std::vector<AccountSetting> found;
    for (const auto& rule : kRules) {
        if (request.name && read_name(*request.name) != rule.name) continue;
        if (request.effective_settings.value_or(false))
            found.push_back(effective(tx, rule.name, principal, root));
        else if (const auto* own = find(tx, rule.name, principal))
            found.push_back(*own);
    }
    if (request.value)
        std::erase_if(found, [&](const auto& each) { return each.value != *request.value; });
    return found;
}

}  // namespace

Result<shapes::PutAccountSettingResponse> put_account_setting(
    world::Tx& tx, const shapes::PutAccountSettingRequest& request, const aws::Call& call) {
    auto whose = principal(request.principal_arn, call);
    if (!whose) return whose.error();
    auto made = put(tx, {read_name(request.name), std::move(*whose), request.value});
    if (!made) return made.error();
    return shapes::PutAccountSettingResponse{std::move(*made)};
}

Result<shapes::PutAccountSettingDefaultResponse> put_account_setting_default(
    world::Tx& tx, const shapes::PutAccountSettingDefaultRequest& request, const aws::Call& call) {
    auto made = put(tx, {read_name(request.name), root_arn(call), request.value});
    if (!made) return made.error();
    return shapes::PutAccountSettingDefaultResponse{std::move(*made)};
}

Result<shapes::ListAccountSettingsResponse> list_account_settings(world::Tx& tx,
                                                                  const ListRequest& request,
                                                                  const aws::Call& call) {
    if (request.value && !request.name)
        return fail(errors::kInvalidParameter, "value can only be given together with name.");
    if (request.max_results && *request.max_results > kSettingsPerPageMax)
        return fail(errors::kInvalidParameter, "maxResults must be from 1 to {}.",
                    kSettingsPerPageMax);
    const auto whose = principal(request.principal_arn, call);
    if (!whose) return whose.error();
    const auto found = settings_of(tx, request, *whose, root_arn(call));
    std::vector<std::string> names;
    for (const auto& each : found) names.emplace_back(name_of(kSettingNames, each.name));
    auto page =
        page_of(std::move(names), {request.next_token, request.max_results}, kSettingsPerPageMax);
    if (!page) return page.error();
    shapes::ListAccountSettingsResponse made;
    made.settings.emplace();
    for (const auto& each : found)
        if (std::find(page->items.begin(), page->items.end(), name_of(kSettingNames, each.name)) !=
            page->items.end())
            made.settings->push_back(shape_of(each));
    made.next_token = std::move(page->next_token);
    return made;
}

// The answer tells what holds from now on.
Result<shapes::DeleteAccountSettingResponse> delete_account_setting(
    world::Tx& tx, const shapes::DeleteAccountSettingRequest& request, const aws::Call& call) {
    const auto whose = principal(request.principal_arn, call);
    if (!whose) return whose.error();
    const auto name = read_name(request.name);
    if (find(tx, name, *whose)) tx.erase<AccountSetting>(keys::account_setting(name, *whose));
    auto left = effective(tx, name, *whose, root_arn(call));
    left.principal_arn = *whose;
    return shapes::DeleteAccountSettingResponse{shape_of(left)};
}

}  // namespace ikada::ecs
