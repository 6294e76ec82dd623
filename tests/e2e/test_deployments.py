"""The deployment circuit breaker on real containers: revisions that crash, are never healthy,
cannot be pulled."""
import pytest

from ikada import CLUSTER, COMMAND_MAX, until

BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True},
           "maximumPercent": 200, "minimumHealthyPercent": 100}
ROLLS_BACK_WITHIN = 120  # seconds: three failures with the pauses between them

NEVER_HEALTHY = {"healthCheck": {"command": ["CMD", "/ikada-sample", "exit", "1"], "interval": 5,
                                 "timeout": 2, "retries": 1}}
BAD_REVISIONS = {
    "crashes": {"command": ["exit", "3"]},
    "is-never-healthy": NEVER_HEALTHY,
    "cannot-be-pulled": {"image": "127.0.0.1:1/nothing:1"},
}


def is_complete(service, deployment):
    """Whether it is the only one and complete. Only what has been complete is gone back to."""
    deployments = service.describe()["deployments"]
    return (len(deployments) == 1 and deployments[0]["id"] == deployment
            and deployments[0]["rolloutState"] == "COMPLETED")


@pytest.mark.parametrize("why", BAD_REVISIONS)
def test_a_bad_revision_is_rolled_back(service, tasks, why):
    good = tasks.define(f"breaker-{why}")
    kept = service(f"breaker-{why}").create(good, 1, deploymentConfiguration=BREAKER)
    kept.wait_stable()
    before, first = kept.task_arns(), kept.describe()["deployments"][0]["id"]
    until("it is complete", lambda: is_complete(kept, first))

    kept.update(taskDefinition=tasks.define(f"breaker-{why}", **BAD_REVISIONS[why]))
    second = kept.describe()["deployments"][0]["id"]
    until("it is rolled back", lambda: is_complete(kept, first), ROLLS_BACK_WITHIN)

    kept.wait_stable()
    assert kept.task_arns() == before  # the old task never went
    assert kept.describe()["taskDefinition"] == good
    events = kept.events()
    assert (f"(service {kept.name}) (deployment {second}) deployment failed: tasks failed to start."
            in events)
    assert f"(service {kept.name}) rolling back to (deployment {first})." in events


def test_without_rollback_the_deployment_stays_failed_and_old_tasks_serve(service, tasks):
    halted = service("halted").create(tasks.define("halted"), 1, deploymentConfiguration={
        "deploymentCircuitBreaker": {"enable": True, "rollback": False}})
    halted.wait_stable()
    before = halted.task_arns()
    halted.update(taskDefinition=tasks.define("halted", command=["exit", "3"]))
    until("it has failed",
          lambda: halted.describe()["deployments"][0]["rolloutState"] == "FAILED",
          ROLLS_BACK_WITHIN)
    failed, old = halted.describe()["deployments"]
    assert failed["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    assert failed["failedTasks"] >= 3 and failed["runningCount"] == 0
    assert old["runningCount"] == 1 and halted.task_arns() == before
    halted.update(taskDefinition=tasks.define("halted"))
    halted.wait_stable()
    assert halted.describe()["deployments"][0]["rolloutState"] == "COMPLETED"


def test_a_first_deployment_that_fails_stops_trying(service, tasks):
    doomed = service("never-well").create(tasks.define("never-well", command=["exit", "3"]), 1,
                                          deploymentConfiguration=BREAKER)
    until("it has failed",
          lambda: doomed.describe()["deployments"][0]["rolloutState"] == "FAILED",
          ROLLS_BACK_WITHIN)
    assert doomed.task_arns() == []


def test_the_clis_waiter_sees_a_forced_deployment_end(cli, service, tasks):
    fresh = service("forced").create(tasks.define("forced"), 2)
    fresh.wait_stable()
    before = fresh.task_arns()
    cli.run("ecs", "update-service", "--cluster", CLUSTER, "--service", "forced",
            "--force-new-deployment")
    cli.run("ecs", "wait", "services-stable", "--cluster", CLUSTER, "--services", "forced")
    assert len(fresh.task_arns()) == 2 and not set(fresh.task_arns()) & set(before)


def test_code_deploy_is_refused_by_name(cli, tasks):
    text, _ = cli.begin(
        "ecs", "create-service", "--cluster", CLUSTER, "--service-name", "foreign",
        "--task-definition", tasks.define("foreign"), "--desired-count", "1",
        "--deployment-controller", "type=CODE_DEPLOY").communicate(timeout=COMMAND_MAX)
    assert "InvalidParameterException" in text and "CODE_DEPLOY" in text
