"""Services: kept at their count, rolled, placed, drained, deleted."""
import re
from collections import Counter

import ikada
from ikada import CLUSTER, until
from load import Load, get
from stack import LISTENER_PORT, address_of


def where(service):
    """Container instance → how many of the service's tasks it has."""
    return Counter(task["containerInstanceArn"] for task in service.tasks())


def is_steady_at(service, count):
    now = service.describe()
    return now["runningCount"] == now["desiredCount"] == count and len(now["deployments"]) == 1


def test_scaling_keeps_serving_and_keeps_old_tasks(web):
    first = web.task_arns()
    with Load(web.host, LISTENER_PORT) as load:
        web.update(desiredCount=4)
        web.wait_serving(4)
        four = web.task_arns()
        web.update(desiredCount=1)
        web.wait_stable()
        one = web.task_arns()
        web.update(desiredCount=2)
        web.wait_serving(2)
    assert set(first) < set(four) and len(four) == 4
    assert len(one) == 1 and set(one) < set(four)
    assert load.failures == []
    assert load.count > 100


def test_a_killed_container_is_replaced(web):
    victim, kept = sorted(web.tasks(), key=lambda task: task["taskArn"])
    ikada.output(ikada.DOCKER, "kill", "--signal", "KILL", victim["containers"][0]["runtimeId"])
    until("the task is known to have stopped",
          lambda: victim["taskArn"] in web.task_arns("STOPPED"))
    web.wait_serving(2)
    assert kept["taskArn"] in web.task_arns() and victim["taskArn"] not in web.task_arns()
    stopped, = web.ecs.describe_tasks(cluster=CLUSTER, tasks=[victim["taskArn"]])["tasks"]
    assert stopped["stopCode"] == "EssentialContainerExited"
    assert stopped["containers"][0]["exitCode"] == 137


def test_a_rolling_update_changes_the_version_without_a_failed_request(web):
    before = web.task_arns()
    with Load(web.host, LISTENER_PORT) as load:
        until("version 1 is served", lambda: load.count > 20)
        web.update(taskDefinition=web.define(2))
        until("the old tasks are gone", lambda: not set(web.task_arns()) & set(before), 90)
        web.wait_serving(2)
        load.answers.clear()
        until("only version 2 is served", lambda: load.count > 50)
    assert load.failures == []
    assert all("services version 2, task " in answer for answer in load.answers)
    assert len(web.describe()["deployments"]) == 1
    assert web.describe()["deployments"][0]["rolloutState"] == "COMPLETED"
    assert len(web.task_arns()) == 2


def test_slow_requests_under_way_are_finished_during_an_update(web):
    before = web.task_arns()
    with Load(web.host, LISTENER_PORT, path="/slow?ms=1500") as load:
        until("requests are under way", lambda: load.count > 10)
        web.update(forceNewDeployment=True)
        until("the old tasks are gone", lambda: not set(web.task_arns()) & set(before), 90)
        web.wait_serving(2)
    assert load.failures == [] and load.count > 20


def test_events_tell_in_ecs_words_what_happened(web):
    events = web.events()
    for words in (r"has reached a steady state\.", r"has started \d tasks: \(task .*\)\.",
                  r"registered \d targets in \(target-group arn:.*\)",
                  r"deregistered \d targets in \(target-group arn:.*\)",
                  r"has begun draining connections on \d tasks\.",
                  r"has stopped \d running tasks: \(task .*\)\."):
        whole = re.compile(rf"\(service {web.name}\) {words}")
        assert any(whole.fullmatch(event) for event in events), (words, events)
    assert all(event.startswith(f"(service {web.name}) ") for event in events)


def test_a_task_that_fails_its_load_balancer_checks_is_replaced(web):
    web.update(healthCheckGracePeriodSeconds=0)
    victim = web.tasks()[0]
    address, port = address_of(victim)
    assert get("task", "/fail", port, address)[0] == 200
    until("it is stopped", lambda: victim["taskArn"] in web.task_arns("STOPPED"), 60)
    web.wait_serving(2)
    stopped, = web.ecs.describe_tasks(cluster=CLUSTER, tasks=[victim["taskArn"]])["tasks"]
    assert "Task failed ELB health checks in (target-group arn:" in stopped["stoppedReason"]
    web.update(healthCheckGracePeriodSeconds=30)


def test_binpack_fills_one_instance(service, tasks):
    packed = service("packed").create(tasks.define("packed"), 4, placementStrategy=[
        {"type": "binpack", "field": "memory"}])
    packed.wait_stable()
    assert list(where(packed).values()) == [4]


def test_spread_uses_all_instances_alike(service, tasks):
    spread = service("spread").create(tasks.define("spread"), 4, placementStrategy=[
        {"type": "spread", "field": "instanceId"}])
    spread.wait_stable()
    assert list(where(spread).values()) == [2, 2]


def test_a_service_that_does_not_fit_says_why(service, tasks):
    big = service("big").create(tasks.define("big", memory=100_000), 1)
    until("an event", lambda: big.events())
    assert ("was unable to place a task because no container instance met all of its requirements."
            in big.events()[-1])
    assert "has insufficient memory available" in big.events()[-1]
    assert big.task_arns() == []


def test_a_draining_instance_hands_its_tasks_over(web):
    emptied, other = sorted(where(web)) if len(where(web)) == 2 else spread_over_two(web)
    ecs = web.ecs
    with Load(web.host, LISTENER_PORT) as load:
        ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[emptied],
                                             status="DRAINING")
        try:
            until("all tasks are on the other", lambda: where(web) == {other: 2}, 60)
            web.wait_serving(2)
            drained, = ecs.describe_container_instances(
                cluster=CLUSTER, containerInstances=[emptied])["containerInstances"]
            assert drained["status"] == "DRAINING" and drained["pendingTasksCount"] == 0
        finally:
            ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[emptied],
                                                 status="ACTIVE")
    assert load.failures == []


def spread_over_two(service):
    """Scales out and in, as new tasks keep away from the instance that has both; both instances."""
    service.update(desiredCount=4)
    service.wait_serving(4)  # a task without a verdict would go first
    service.update(desiredCount=2)
    until("a task on each instance",
          lambda: is_steady_at(service, 2) and len(where(service)) == 2, 90)
    return sorted(where(service))


def test_force_deletes_a_service_that_still_runs(installation, service, tasks):
    doomed = service("doomed").create(tasks.define("doomed"), 2)
    doomed.wait_stable()
    containers = doomed.containers()
    doomed.ecs.delete_service(cluster=CLUSTER, service="doomed", force=True)
    assert doomed.describe()["status"] in ("DRAINING", "INACTIVE")
    until("INACTIVE", lambda: doomed.describe()["status"] == "INACTIVE")
    assert doomed.task_arns() == []
    assert not set(containers) & set(installation.containers())
    assert doomed.describe()["serviceArn"] not in doomed.ecs.list_services(
        cluster=CLUSTER, maxResults=100)["serviceArns"]
