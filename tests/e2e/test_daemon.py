"""DAEMON services: one task on each instance."""
import pytest
from botocore.exceptions import ClientError

from ikada import CLUSTER, INSTANCES, until


def where(service):
    """Container instances of the tasks that shall run, one a task."""
    return sorted(task["containerInstanceArn"] for task in service.tasks())


def running_everywhere(service):
    now = service.describe()
    return now["runningCount"] == now["desiredCount"] == INSTANCES


@pytest.fixture
def daemon(service, tasks):
    made = service("daemon")
    made.ecs.create_service(cluster=CLUSTER, serviceName="daemon", launchType="EC2",
                            taskDefinition=tasks.define("daemon"), schedulingStrategy="DAEMON")
    made.wait_stable()
    return made


def test_a_daemon_runs_once_on_each_instance(ecs, daemon):
    instances = sorted(ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"])
    assert where(daemon) == instances
    assert daemon.describe()["schedulingStrategy"] == "DAEMON"
    assert daemon.describe()["desiredCount"] == INSTANCES
    assert daemon.describe()["serviceArn"] in ecs.list_services(
        cluster=CLUSTER, schedulingStrategy="DAEMON")["serviceArns"]


def test_a_daemon_leaves_a_draining_instance_and_comes_back(ecs, daemon):
    emptied, kept = where(daemon)
    ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[emptied],
                                         status="DRAINING")
    try:
        until("it has left", lambda: where(daemon) == [kept])
        assert daemon.describe()["desiredCount"] == INSTANCES - 1
    finally:
        ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[emptied],
                                             status="ACTIVE")
    until("it is back", lambda: where(daemon) == [emptied, kept])
    daemon.wait_stable()


def test_a_daemon_of_a_new_revision_takes_its_predecessors_place(daemon, tasks):
    before = daemon.task_arns()
    daemon.update(taskDefinition=tasks.define("daemon"))
    daemon.wait_stable()
    assert running_everywhere(daemon) and not set(daemon.task_arns()) & set(before)
    assert len(set(where(daemon))) == INSTANCES


def test_a_daemon_is_not_counted_by_its_user(daemon):
    with pytest.raises(ClientError) as refused:
        daemon.update(desiredCount=1)
    assert "does not support a desired count" in str(refused.value)
    daemon.ecs.delete_service(cluster=CLUSTER, service="daemon")  # needs no force
    until("INACTIVE", lambda: daemon.describe()["status"] == "INACTIVE")
