#include "ecs/operations/operations.hpp"

#include <array>

#include "ecs/api.hpp"
#include "ecs/errors.hpp"
#include "ecs/keys.hpp"
#include "ecs/placing_index.hpp"
#include "ecs/streams.hpp"
#include "ecs/usage_table.hpp"

namespace ikada::ecs {
namespace {

// The whole API. Those for Everyone are what AWS's policy for container instances allows them, and
// task protection: an agent asks for its tasks, which have no roles of their own.
constexpr std::array kOperations{
    aws::operation<&create_cluster>("ecs:CreateCluster", aws::Audience::Everyone),
    aws::operation<&describe_clusters>("ecs:DescribeClusters"),
    aws::operation<&list_clusters>("ecs:ListClusters"),
    aws::operation<&update_cluster>("ecs:UpdateCluster"),
    aws::operation<&update_cluster_settings>("ecs:UpdateClusterSettings"),
    aws::operation<&delete_cluster>("ecs:DeleteCluster"),
    aws::operation<&register_task_definition>("ecs:RegisterTaskDefinition"),
    aws::operation<&describe_task_definition>("ecs:DescribeTaskDefinition"),
    aws::operation<&list_task_definitions>("ecs:ListTaskDefinitions"),
    aws::operation<&list_task_definition_families>("ecs:ListTaskDefinitionFamilies"),
    aws::operation<&deregister_task_definition>("ecs:DeregisterTaskDefinition"),
    aws::operation<&delete_task_definitions>("ecs:DeleteTaskDefinitions"),
    aws::operation<&create_service>("ecs:CreateService"),
    aws::operation<&describe_services>("ecs:DescribeServices"),
    aws::operation<&list_services>("ecs:ListServices"),
    aws::operation<&update_service>("ecs:UpdateService"),
    aws::operation<&delete_service>("ecs:DeleteService"),
    aws::operation<&create_task_set>("ecs:CreateTaskSet"),
    aws::operation<&describe_task_sets>("ecs:DescribeTaskSets"),
    aws::operation<&update_task_set>("ecs:UpdateTaskSet"),
    aws::operation<&update_service_primary_task_set>("ecs:UpdateServicePrimaryTaskSet"),
    aws::operation<&delete_task_set>("ecs:DeleteTaskSet"),
    aws::operation<&get_task_protection>("ecs:GetTaskProtection", aws::Audience::Everyone),
    aws::operation<&update_task_protection>("ecs:UpdateTaskProtection", aws::Audience::Everyone),
    aws::operation<&run_task>("ecs:RunTask"),
    aws::operation<&start_task>("ecs:StartTask"),
    aws::operation<&stop_task>("ecs:StopTask"),
    aws::operation<&describe_tasks>("ecs:DescribeTasks"),
    aws::operation<&list_tasks>("ecs:ListTasks"),
    aws::operation<&execute_command>("ecs:ExecuteCommand"),
    aws::operation<&register_container_instance>("ecs:RegisterContainerInstance",
                                                 aws::Audience::Everyone),
    aws::operation<&deregister_container_instance>("ecs:DeregisterContainerInstance",
                                                   aws::Audience::Everyone),
    aws::operation<&describe_container_instances>("ecs:DescribeContainerInstances"),
    aws::operation<&list_container_instances>("ecs:ListContainerInstances"),
    aws::operation<&update_container_instances_state>("ecs:UpdateContainerInstancesState",
                                                      aws::Audience::Everyone),
    aws::operation<&put_attributes>("ecs:PutAttributes"),
    aws::operation<&list_attributes>("ecs:ListAttributes"),
    aws::operation<&delete_attributes>("ecs:DeleteAttributes"),
    aws::operation<&discover_poll_endpoint>("ecs:DiscoverPollEndpoint", aws::Audience::Everyone),
    aws::operation<&submit_task_state_change>("ecs:SubmitTaskStateChange", aws::Audience::Everyone),
    aws::operation<&submit_container_state_change>("ecs:SubmitContainerStateChange",
                                                   aws::Audience::Everyone),
    aws::operation<&submit_attachment_state_changes>("ecs:SubmitAttachmentStateChanges",
                                                     aws::Audience::Everyone),
    aws::operation<&put_account_setting>("ecs:PutAccountSetting"),
    aws::operation<&put_account_setting_default>("ecs:PutAccountSettingDefault"),
    aws::operation<&list_account_settings>("ecs:ListAccountSettings"),
    aws::operation<&delete_account_setting>("ecs:DeleteAccountSetting"),
    aws::operation<&create_capacity_provider>("ecs:CreateCapacityProvider"),
    aws::operation<&update_capacity_provider>("ecs:UpdateCapacityProvider"),
    aws::operation<&describe_capacity_providers>("ecs:DescribeCapacityProviders"),
    aws::operation<&delete_capacity_provider>("ecs:DeleteCapacityProvider"),
    aws::operation<&put_cluster_capacity_providers>("ecs:PutClusterCapacityProviders"),
    aws::operation<&update_container_agent>("ecs:UpdateContainerAgent"),
    aws::operation<&tag_resource>("ecs:TagResource"),
    aws::operation<&untag_resource>("ecs:UntagResource"),
    aws::operation<&list_tags_for_resource>("ecs:ListTagsForResource", aws::Audience::Everyone),
};
static_assert(kOperations.size() == shapes::kOperationNames.size(),
              "operations.list names an operation that is not in the table, or the reverse");

constexpr aws::Service kService{.name = "ecs",
                                .protocol = aws::Protocol::Json11,
                                .target_prefix = "AmazonEC2ContainerServiceV20141113",
                                .api_version = "2014-11-13",
                                .xml_namespace = {},
                                .operations = kOperations,
                                .invalid_parameter = errors::kInvalidParameter,
                                .missing_parameter = errors::kInvalidParameter};

}  // namespace

const aws::Service& service() { return kService; }

void register_records(world::World& world) {
    world.add_table<Cluster>();
    world.add_table<TaskFamily>();
    world.add_table<TaskDefinition>();
    world.add_table<ContainerInstance>();
    world.add_table<Task>();
    world.add_table<Service>();
    world.add_table<ClientToken>();
    world.add_table<AccountSetting>();
    world.add_derived<PlacingIndex>();
    world.add_derived<UsageTable>();
    world.add_derived<StreamDesk>();
}

}  // namespace ikada::ecs
