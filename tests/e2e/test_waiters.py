"""The AWS CLI's waiters, unmodified: they are started before what they wait for is true."""
from aws import finish
from ikada import CLUSTER, COMMAND_MAX, until
from stack import WebService


def test_services_stable_and_target_in_service(cli, ecs, balancer):
    service = WebService(ecs, balancer, "waited").begin()
    try:
        stable = cli.begin("ecs", "wait", "services-stable", "--cluster", CLUSTER,
                           "--services", service.name)
        in_service = cli.begin("elbv2", "wait", "target-in-service",
                               "--target-group-arn", service.group)
        assert finish(stable) == ""
        assert finish(in_service) == ""
        assert service.describe()["runningCount"] == 2
        until("both are healthy", lambda: service.healthy_targets() == 2)
    finally:
        service.delete()


def test_tasks_running_and_tasks_stopped(cli, tasks):
    arn, = tasks.start(tasks.define("waited"), command=["sleep", "300"])
    running = cli.begin("ecs", "wait", "tasks-running", "--cluster", CLUSTER, "--tasks", arn)
    stopped = cli.begin("ecs", "wait", "tasks-stopped", "--cluster", CLUSTER, "--tasks", arn)
    assert finish(running) == ""
    tasks.ecs.stop_task(cluster=CLUSTER, task=arn)
    assert finish(stopped) == ""
    assert tasks.describe(arn)["lastStatus"] == "STOPPED"


def test_load_balancer_available(cli, balancer):
    assert cli.run("elbv2", "wait", "load-balancer-available",
                   "--load-balancer-arns", balancer.arn) == ""


def test_waiters_fail_for_what_is_not_there(cli):
    missing = cli.begin("ecs", "wait", "services-stable", "--cluster", CLUSTER,
                        "--services", "nowhere")
    text, _ = missing.communicate(timeout=COMMAND_MAX)
    assert missing.returncode == 255
    assert "MISSING" in text
