#pragma once
// ECS's operations, one function each: docs.aws.amazon.com/AmazonECS/latest/APIReference.
// Their errors are ECS's own; what they wrote is undone with an error.

#include "aws/operation.hpp"
#include "ecs/shapes.hpp"

namespace ikada::ecs {

#define IKADA_ECS_OPERATION(function, Name)                                           \
    Result<shapes::Name##Response> function(world::Tx&, const shapes::Name##Request&, \
                                            const aws::Call&)

IKADA_ECS_OPERATION(create_cluster, CreateCluster);
IKADA_ECS_OPERATION(describe_clusters, DescribeClusters);
IKADA_ECS_OPERATION(list_clusters, ListClusters);
IKADA_ECS_OPERATION(update_cluster, UpdateCluster);
IKADA_ECS_OPERATION(update_cluster_settings, UpdateClusterSettings);
IKADA_ECS_OPERATION(delete_cluster, DeleteCluster);

IKADA_ECS_OPERATION(register_task_definition, RegisterTaskDefinition);
IKADA_ECS_OPERATION(describe_task_definition, DescribeTaskDefinition);
IKADA_ECS_OPERATION(list_task_definitions, ListTaskDefinitions);
IKADA_ECS_OPERATION(list_task_definition_families, ListTaskDefinitionFamilies);
IKADA_ECS_OPERATION(deregister_task_definition, DeregisterTaskDefinition);
IKADA_ECS_OPERATION(delete_task_definitions, DeleteTaskDefinitions);

IKADA_ECS_OPERATION(create_service, CreateService);
IKADA_ECS_OPERATION(describe_services, DescribeServices);
IKADA_ECS_OPERATION(list_services, ListServices);
IKADA_ECS_OPERATION(update_service, UpdateService);
IKADA_ECS_OPERATION(delete_service, DeleteService);

IKADA_ECS_OPERATION(create_task_set, CreateTaskSet);
IKADA_ECS_OPERATION(describe_task_sets, DescribeTaskSets);
IKADA_ECS_OPERATION(update_task_set, UpdateTaskSet);
IKADA_ECS_OPERATION(update_service_primary_task_set, UpdateServicePrimaryTaskSet);
IKADA_ECS_OPERATION(delete_task_set, DeleteTaskSet);

IKADA_ECS_OPERATION(get_task_protection, GetTaskProtection);
IKADA_ECS_OPERATION(update_task_protection, UpdateTaskProtection);

IKADA_ECS_OPERATION(run_task, RunTask);
IKADA_ECS_OPERATION(start_task, StartTask);
IKADA_ECS_OPERATION(stop_task, StopTask);
IKADA_ECS_OPERATION(describe_tasks, DescribeTasks);
IKADA_ECS_OPERATION(list_tasks, ListTasks);
IKADA_ECS_OPERATION(execute_command, ExecuteCommand);

IKADA_ECS_OPERATION(register_container_instance, RegisterContainerInstance);
IKADA_ECS_OPERATION(deregister_container_instance, DeregisterContainerInstance);
IKADA_ECS_OPERATION(describe_container_instances, DescribeContainerInstances);
IKADA_ECS_OPERATION(list_container_instances, ListContainerInstances);
IKADA_ECS_OPERATION(update_container_instances_state, UpdateContainerInstancesState);

IKADA_ECS_OPERATION(put_attributes, PutAttributes);
IKADA_ECS_OPERATION(list_attributes, ListAttributes);
IKADA_ECS_OPERATION(delete_attributes, DeleteAttributes);

IKADA_ECS_OPERATION(discover_poll_endpoint, DiscoverPollEndpoint);
IKADA_ECS_OPERATION(submit_task_state_change, SubmitTaskStateChange);
IKADA_ECS_OPERATION(submit_container_state_change, SubmitContainerStateChange);
IKADA_ECS_OPERATION(submit_attachment_state_changes, SubmitAttachmentStateChanges);

IKADA_ECS_OPERATION(put_account_setting, PutAccountSetting);
IKADA_ECS_OPERATION(put_account_setting_default, PutAccountSettingDefault);
IKADA_ECS_OPERATION(list_account_settings, ListAccountSettings);
IKADA_ECS_OPERATION(delete_account_setting, DeleteAccountSetting);
IKADA_ECS_OPERATION(create_capacity_provider, CreateCapacityProvider);
IKADA_ECS_OPERATION(update_capacity_provider, UpdateCapacityProvider);
IKADA_ECS_OPERATION(describe_capacity_providers, DescribeCapacityProviders);
IKADA_ECS_OPERATION(delete_capacity_provider, DeleteCapacityProvider);
IKADA_ECS_OPERATION(put_cluster_capacity_providers, PutClusterCapacityProviders);
IKADA_ECS_OPERATION(update_container_agent, UpdateContainerAgent);

IKADA_ECS_OPERATION(tag_resource, TagResource);
IKADA_ECS_OPERATION(untag_resource, UntagResource);
IKADA_ECS_OPERATION(list_tags_for_resource, ListTagsForResource);

#undef IKADA_ECS_OPERATION

}  // namespace ikada::ecs
