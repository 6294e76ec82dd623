"""Terraform with its AWS provider, as in the article, on a control plane alone: what it has made it
finds unchanged, changes and takes away. Debian has no Terraform: without it this is skipped."""
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bare import Server
from ikada import COMMAND_MAX, ROOT

TERRAFORM = shutil.which("terraform")
# A mirror of providers on this machine; without one they come from Terraform's registry.
PROVIDERS = Path(os.environ.get("IKADA_E2E_TERRAFORM_PROVIDERS", "/opt/tf-plugins"))
DEFAULT_CLUSTER = "arn:aws:ecs:us-east-1:000000000000:cluster/default"
NOTHING_TO_DO, MUCH_TO_DO = 0, 2  # of plan -detailed-exitcode

pytestmark = pytest.mark.skipif(not TERRAFORM, reason="there is no terraform on this machine")


@pytest.fixture
def server(tmp_path):
    made = Server(tmp_path / "data")
    yield made
    made.purge()


@pytest.fixture
def clients(server):
    made = server.start()
    made.ecs.create_cluster(clusterName="default")
    return made


@pytest.fixture
def terraform(server, clients, tmp_path):
    """Runs terraform on tests/e2e/terraform; gives its exit code."""
    folder = tmp_path / "terraform"
    shutil.copytree(ROOT / "tests/e2e/terraform", folder)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    environment |= {key: value for key, value in server.env().items() if value}

    def run(command, *arguments):
        done = subprocess.run(
            [TERRAFORM, command, "-no-color", "-input=false", *arguments], cwd=folder,
            env=environment, capture_output=True, text=True, timeout=2 * COMMAND_MAX)
        assert done.returncode in (NOTHING_TO_DO, MUCH_TO_DO), done.stdout + done.stderr
        return done.returncode
    run("init", *([f"-plugin-dir={PROVIDERS}"] if PROVIDERS.is_dir() else []))
    return run


def test_everything_is_made_found_changed_and_taken_away(clients, terraform):
    changed = "-var=changed=true"
    terraform("apply", "-auto-approve")
    assert terraform("plan", "-detailed-exitcode") == NOTHING_TO_DO
    assert terraform("plan", "-detailed-exitcode", changed) == MUCH_TO_DO
    terraform("apply", "-auto-approve", changed)
    assert terraform("plan", "-detailed-exitcode", changed) == NOTHING_TO_DO

    expect_changed_services(clients.ecs)
    expect_changed_balancer(clients.elbv2)
    expect_changed_schedules(clients)

    terraform("destroy", "-auto-approve", changed)
    assert clients.ecs.list_clusters()["clusterArns"] == [DEFAULT_CLUSTER]
    assert clients.ecs.list_task_definitions()["taskDefinitionArns"] == []
    assert clients.elbv2.describe_load_balancers()["LoadBalancers"] == []
    assert clients.elbv2.describe_target_groups()["TargetGroups"] == []
    assert clients.events.list_rules()["Rules"] == []
    assert clients.scheduler.list_schedules()["Schedules"] == []
    groups = clients.scheduler.list_schedule_groups()["ScheduleGroups"]
    assert [group["Name"] for group in groups] == ["default"]


def expect_changed_services(ecs):
    web, external = ecs.describe_services(
        cluster="hobby", services=["web", "external"])["services"]
    assert web["desiredCount"] == 2
    assert web["deploymentConfiguration"]["deploymentCircuitBreaker"]["rollback"]
    assert web["taskDefinition"].endswith(":task-definition/web:2")
    assert external["taskSets"][0]["scale"] == {"unit": "PERCENT", "value": 50}


def expect_changed_balancer(elbv2):
    balancer, = elbv2.describe_load_balancers()["LoadBalancers"]
    listeners = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    http, other = sorted(listeners, key=lambda listener: listener["Port"])
    rules = elbv2.describe_rules(ListenerArn=http["ListenerArn"])["Rules"]
    assert [rule["Priority"] for rule in rules] == ["11", "20", "21", "default"]
    weights = {group["Weight"] for group in
               other["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]}
    assert weights == {10}


def expect_changed_schedules(clients):
    rule = clients.events.describe_rule(Name="crawl")
    assert rule["ScheduleExpression"] == "rate(2 hours)"
    target, = clients.events.list_targets_by_rule(Rule="crawl")["Targets"]
    assert target["EcsParameters"]["TaskCount"] == 2
    assert json.loads(target["Input"])["containerOverrides"][0]["command"] == ["b"]
    schedule = clients.scheduler.get_schedule(Name="backup", GroupName="night")
    assert schedule["ScheduleExpressionTimezone"] == "Europe/Berlin"
