#include "ecs/testing.hpp"

namespace ikada::ecs::testing {
namespace {

using Name = shapes::SettingName;
const std::string kRoot = "arn:aws:iam::000000000000:root";
const std::string kUser = "arn:aws:iam::000000000000:user/mo";

std::string value_of(TestWorld& ecs, Name name, const std::string& principal) {
    const auto listed =
        ecs.get(list_account_settings,
                {.name = name, .principal_arn = principal, .effective_settings = true});
    return *listed.settings->at(0).value;
}

TEST(AccountSettings, are_listed_with_their_defaults_when_the_effective_ones_are_asked_for) {
    TestWorld ecs;
    EXPECT_TRUE(ecs.get(list_account_settings, {}).settings->empty());
    const auto all = ecs.get(list_account_settings, {.effective_settings = true});
    ASSERT_EQ(all.settings->size(), 5u);
    EXPECT_EQ(all.settings->at(0).name, Name::ServiceLongArnFormat);
    EXPECT_EQ(all.settings->at(0).value, "enabled");
    EXPECT_EQ(all.settings->at(0).principal_arn, kRoot);
}

TEST(AccountSettings, of_root_hold_for_those_who_have_none_of_their_own) {
    TestWorld ecs;
    ecs.get(put_account_setting_default, {.name = Name::AwsvpcTrunking, .value = "enabled"});
    EXPECT_EQ(value_of(ecs, Name::AwsvpcTrunking, kUser), "enabled");
    const auto own =
        ecs.get(put_account_setting,
                {.name = Name::AwsvpcTrunking, .value = "disabled", .principal_arn = kUser});
    EXPECT_EQ(own.setting->principal_arn, kUser);
    EXPECT_EQ(value_of(ecs, Name::AwsvpcTrunking, kUser), "disabled");
    EXPECT_EQ(value_of(ecs, Name::AwsvpcTrunking, kRoot), "enabled");
    ecs.get(delete_account_setting, {.name = Name::AwsvpcTrunking, .principal_arn = kUser});
    EXPECT_EQ(value_of(ecs, Name::AwsvpcTrunking, kUser), "enabled");
}

TEST(AccountSettings, that_ikada_does_not_honour_are_refused_by_name) {
    TestWorld ecs;
    expect_refused(
        ecs.ask(put_account_setting, {.name = Name::TaskLongArnFormat, .value = "disabled"}),
        "'taskLongArnFormat disabled'");
    expect_refused(
        ecs.ask(put_account_setting, {.name = Name::ContainerInsights, .value = "enabled"}),
        "'containerInsights enabled'");
    expect_refused(ecs.ask(put_account_setting, {.name = Name::AwsvpcTrunking, .value = "maybe"}),
                   "Invalid value 'maybe'");
    EXPECT_TRUE(
        ecs.ask(put_account_setting, {.name = Name::TaskLongArnFormat, .value = "enabled"}));
}

}  // namespace
}  // namespace ikada::ecs::testing
