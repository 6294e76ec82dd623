#pragma once
// Service events in ECS's words.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html

#include <string>
#include <string_view>
#include <vector>

#include "ecs/types.hpp"

namespace ikada::ecs::events {

// As events name it: "blog", or "blog, taskSet ecs-svc/…" where it is a part of one.
ServiceName title_of(const Service& service);

std::string started(const ServiceName& service, const std::vector<TaskId>& tasks);
std::string stopped(const ServiceName& service, const std::vector<TaskId>& tasks);
std::string registered(const ServiceName& service, int targets, std::string_view target_group_arn);
std::string deregistered(const ServiceName& service, int targets,
                         std::string_view target_group_arn);
std::string draining(const ServiceName& service, int tasks);
std::string unhealthy_target(const ServiceName& service, std::string_view ec2_instance_id,
                             const TaskTarget& target, std::string_view reason);
std::string unhealthy_containers(const ServiceName& service, const TaskId& task);
std::string held_by_protection(const ServiceName& service, int tasks);
std::string steady(const ServiceName& service);
std::string deployment_completed(const ServiceName& service, const DeploymentId& deployment);
std::string deployment_failed(const ServiceName& service, const DeploymentId& deployment);
std::string rolling_back(const ServiceName& service, const DeploymentId& to);
std::string cannot_start(const ServiceName& service);
std::string cannot_move(const ServiceName& service);
// `explanation`: as explain_failures gives it.
std::string cannot_place(const ServiceName& service, std::string_view explanation);

}  // namespace ikada::ecs::events
