#include "ecs/keys.hpp"

#include <fmt/format.h>

namespace ikada::ecs::keys {

std::string task_definition(std::string_view family, int revision) {
    return fmt::format("{}/{:010}", family, revision);
}

std::string target(std::string_view target_group_arn, std::string_view ec2_instance_id, int port) {
    return fmt::format("{}|{}|{}", target_group_arn, ec2_instance_id, port);
}

std::string account_setting(SettingName name, std::string_view principal_arn) {
    return fmt::format("{}/{}", name_of(kSettingNames, name), principal_arn);
}

}  // namespace ikada::ecs::keys
