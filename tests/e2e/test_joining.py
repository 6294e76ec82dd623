"""Agents that join with the root's keys, as Amazon's own does where it has no instance's."""
import json

from agent_socket import acs_socket, tcs_socket
from ikada import until

CLUSTER = "joined"
MACHINE = {"instanceId": "i-0a5ba5ba5ba5ba5ba", "instanceType": "t3.small",
           "privateIp": "10.9.8.7", "availabilityZone": "us-east-1a"}
RESOURCES = [{"name": name, "type": "INTEGER", "integerValue": 1024} for name in ("CPU", "MEMORY")]


def test_root_keys_join_the_instance_of_an_identity_document_and_hold_its_connections(clients):
    ecs, keys = clients.ecs, (clients.key, clients.secret)
    ecs.create_cluster(clusterName=CLUSTER)
    made = ecs.register_container_instance(
        cluster=CLUSTER, instanceIdentityDocument=json.dumps(MACHINE),
        totalResources=RESOURCES)["containerInstance"]
    arn = made["containerInstanceArn"]
    assert made["ec2InstanceId"] == MACHINE["instanceId"]
    try:
        acs = acs_socket(arn, keys)
        assert acs.receive()["type"] == "TaskManifestMessage"
        until("it is connected", lambda: ecs.describe_container_instances(
            cluster=CLUSTER, containerInstances=[arn])["containerInstances"][0]["agentConnected"])
        tcs_socket(arn, keys)
    finally:
        ecs.deregister_container_instance(cluster=CLUSTER, containerInstance=arn, force=True)
        ecs.delete_cluster(cluster=CLUSTER)
