"""Task sets: a blue/green deployment as an EXTERNAL controller makes it."""
import pytest
from botocore.exceptions import ClientError

from ikada import CLUSTER, until


class External:
    def __init__(self, service, ecs):
        self.service, self.ecs = service("external"), ecs
        self.of = {"cluster": CLUSTER, "service": "external"}
        ecs.create_service(cluster=CLUSTER, serviceName="external", desiredCount=2,
                           deploymentController={"type": "EXTERNAL"})

    def add(self, definition, percent, external_id):
        made = self.ecs.create_task_set(
            **self.of, taskDefinition=definition, externalId=external_id, launchType="EC2",
            scale={"value": percent, "unit": "PERCENT"})
        return made["taskSet"]["id"]

    def sets(self):
        found = self.ecs.describe_task_sets(**self.of)["taskSets"]
        return {one["externalId"]: one for one in found}

    def is_steady(self, external_id, count):
        one = self.sets()[external_id]
        return one["runningCount"] == count and one["stabilityStatus"] == "STEADY_STATE"


@pytest.fixture
def external(service, ecs):
    return External(service, ecs)


def test_traffic_goes_from_a_blue_set_to_a_green_one(external, ecs, tasks):
    blue = external.add(tasks.define("external"), 100, "blue")
    definition = tasks.define("external")
    until("blue runs", lambda: external.is_steady("blue", 2))
    ecs.update_service_primary_task_set(**external.of, primaryTaskSet=blue)

    green = external.add(definition, 50, "green")
    until("half of green runs", lambda: external.is_steady("green", 1))
    ecs.update_task_set(**external.of, taskSet=green, scale={"value": 100, "unit": "PERCENT"})
    until("green runs", lambda: external.is_steady("green", 2))
    ecs.update_service_primary_task_set(**external.of, primaryTaskSet=green)
    assert external.sets()["blue"]["status"] == "ACTIVE"
    assert external.sets()["green"]["status"] == "PRIMARY"

    with pytest.raises(ClientError) as refused:
        ecs.delete_task_set(**external.of, taskSet=blue)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
    ecs.delete_task_set(**external.of, taskSet=blue, force=True)
    until("blue is gone", lambda: list(external.sets()) == ["green"])
    assert external.service.describe()["runningCount"] == 2
    assert external.service.describe()["taskDefinition"] == definition


def test_a_task_set_that_is_not_there_has_an_error_of_its_own(external, ecs):
    with pytest.raises(ClientError) as refused:
        ecs.update_task_set(**external.of, taskSet="ecs-svc/1",
                            scale={"value": 0, "unit": "PERCENT"})
    assert refused.value.response["Error"]["Code"] == "TaskSetNotFoundException"


def test_ecs_does_not_deploy_what_another_controller_does(external, ecs, tasks):
    with pytest.raises(ClientError) as refused:
        external.service.update(taskDefinition=tasks.define("external"))
    assert "EXTERNAL" in str(refused.value)
