"""A service behind more than one target group."""
import pytest

from ikada import until
from load import get
from stack import LISTENER_PORT, PUBLISHED

NAMES = ("public", "internal")


def states(elbv2, group):
    found = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return sorted(one["TargetHealth"]["State"] for one in found)


@pytest.fixture
def routes(balancer):
    made = {name: balancer.route(name) for name in NAMES}
    yield made
    for group, rule in made.values():
        balancer.forget(group, rule)


@pytest.fixture
def doubled(routes, service, tasks):  # after the routes, so that it is gone before them
    return service("doubled").create(
        tasks.define("doubled", **PUBLISHED), 2, healthCheckGracePeriodSeconds=30, loadBalancers=[
            {"targetGroupArn": group, "containerName": "app", "containerPort": 8080}
            for group, _ in routes.values()])


def test_every_target_group_has_every_task(doubled, routes, elbv2):
    doubled.wait_stable()
    for name, (group, _) in routes.items():
        until(f"{name} is healthy", lambda: states(elbv2, group) == ["healthy"] * 2)
        assert get(f"{name}.test", port=LISTENER_PORT)[0] == 200
    doubled.update(desiredCount=1)
    doubled.wait_stable()
    for group, _ in routes.values():
        until("one target is left", lambda: states(elbv2, group) == ["healthy"])
