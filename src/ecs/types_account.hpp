#pragma once
// Account settings: what new resources of a principal are like.

#include <array>
#include <string>

#include "base/enum_names.hpp"
#include "schema/describe.hpp"

namespace ikada::ecs {

enum class SettingName {
    ServiceLongArnFormat,
    TaskLongArnFormat,
    ContainerInstanceLongArnFormat,
    AwsvpcTrunking,
    ContainerInsights
};
constexpr auto kSettingNames = std::to_array<EnumName<SettingName>>(
    {{SettingName::ServiceLongArnFormat, "serviceLongArnFormat"},
     {SettingName::TaskLongArnFormat, "taskLongArnFormat"},
     {SettingName::ContainerInstanceLongArnFormat, "containerInstanceLongArnFormat"},
     {SettingName::AwsvpcTrunking, "awsvpcTrunking"},
     {SettingName::ContainerInsights, "containerInsights"}});
static_assert(covers(kSettingNames, SettingName::ContainerInsights), "a setting has no wire name");
constexpr const auto& names_of(SettingName) { return kSettingNames; }

struct AccountSetting {
    SettingName name = SettingName::ServiceLongArnFormat;
    std::string principal_arn;  // whose it is; root's holds for all who have none of their own
    std::string value;
};
const schema::Type& describe(const AccountSetting*);

}  // namespace ikada::ecs
