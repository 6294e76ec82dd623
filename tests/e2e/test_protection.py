"""Task protection: what scale-in and deployments leave alone."""
from aws import refused
from ikada import CLUSTER, until


def protect(service, *arns, enabled=True):
    return service.ecs.update_task_protection(cluster=CLUSTER, tasks=list(arns),
                                              protectionEnabled=enabled, expiresInMinutes=10)


def test_scale_in_takes_the_tasks_that_are_not_protected(service, tasks):
    held = service("held").create(tasks.define("held"), 3)
    held.wait_stable()
    chosen = held.task_arns()[1]
    assert protect(held, chosen)["protectedTasks"][0]["protectionEnabled"]
    found = held.ecs.get_task_protection(cluster=CLUSTER, tasks=held.task_arns())["protectedTasks"]
    assert [one["taskArn"] for one in found if one["protectionEnabled"]] == [chosen]
    held.update(desiredCount=1)
    held.wait_stable()
    assert held.task_arns() == [chosen]


def test_a_deployment_waits_for_protected_tasks(service, tasks):
    held = service("waiting").create(tasks.define("waiting"), 1)
    held.wait_stable()
    old, = held.task_arns()
    protect(held, old)
    held.update(forceNewDeployment=True)
    until("the new task runs beside the old one",
          lambda: held.describe()["runningCount"] == 2)
    until("an event says why", lambda: any("protected" in event for event in held.events()))
    assert old in held.task_arns() and len(held.describe()["deployments"]) == 2
    protect(held, old, enabled=False)
    held.wait_stable()
    assert old not in held.task_arns()


def test_what_cannot_be_protected_is_a_failure(ecs, service, tasks):
    alone, = tasks.start(tasks.define("alone"))
    made = protect(service("nobody"), alone, "unknown")
    assert [one["reason"] for one in made["failures"]] == ["TASK_NOT_VALID", "MISSING"]
    refused("InvalidParameterException", ecs.get_task_protection, cluster=CLUSTER, tasks=[])
    refused("ClusterNotFoundException", ecs.get_task_protection, cluster="nowhere", tasks=[alone])
    tasks.stop(alone)


def test_the_cli_shows_protection(cli, service, tasks):
    held = service("shown").create(tasks.define("shown"), 1)
    held.wait_stable()
    one, = held.task_arns()
    protect(held, one)
    text = cli.run("ecs", "get-task-protection", "--cluster", CLUSTER, "--tasks", one,
                   "--query", "protectedTasks[0].protectionEnabled")
    assert text.strip() == "true"
