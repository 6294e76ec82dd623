"""EventBridge Scheduler: schedules in time zones that run tasks on real containers."""
import datetime
import json

import pytest

from aws import refused
from ikada import until
from test_events import CLUSTER_ARN, ROLE, command, tasks_of


@pytest.fixture
def scheduler(clients):
    """The client; schedules and groups that a test leaves are deleted."""
    client = clients.scheduler
    yield client
    for one in client.list_schedules()["Schedules"]:
        client.delete_schedule(Name=one["Name"], GroupName=one["GroupName"])
    for group in client.list_schedule_groups()["ScheduleGroups"]:
        if group["Name"] != "default":
            client.delete_schedule_group(Name=group["Name"])


def schedule(name, expression, definition, **members):
    return {"Name": name, "ScheduleExpression": expression, "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": CLUSTER_ARN, "RoleArn": ROLE, "Input": command("exit", "5"),
                       "EcsParameters": {"TaskDefinitionArn": definition}}} | members


def ended(ecs, name):
    """The exit codes of a schedule's tasks, once there are some and all have ended."""
    def codes():
        found = [task["containers"][0].get("exitCode")
                 for task in tasks_of(ecs, f"chronos-schedule/{name}")]
        return found if found and None not in found else None
    return until(f"tasks of {name} ended", codes, 60)


def test_a_one_time_schedule_runs_in_its_time_zone_and_goes(scheduler, ecs, tasks):
    tokyo = datetime.timezone(datetime.timedelta(hours=9))
    soon = datetime.datetime.now(tokyo) + datetime.timedelta(seconds=4)
    scheduler.create_schedule(**schedule(
        "once", f"at({soon:%Y-%m-%dT%H:%M:%S})", tasks.define("once"),
        ScheduleExpressionTimezone="Asia/Tokyo"))
    assert scheduler.get_schedule(Name="once")["ScheduleExpressionTimezone"] == "Asia/Tokyo"
    assert ended(ecs, "once") == [5]


def test_a_rate_runs_at_once_and_ikada_cron_tells_it(installation, scheduler, ecs, tasks):
    scheduler.create_schedule(**schedule("daily", "rate(1 day)", tasks.define("daily")))
    assert ended(ecs, "daily") == [5]
    text = installation.command("cron").stdout
    assert "default/daily" in text and "exit 5" in text
    assert installation.command("cron", "run", "default/daily").returncode == 0
    until("it ran twice", lambda: ended(ecs, "daily") == [5, 5])


def test_schedules_live_in_groups(scheduler, tasks):
    scheduler.create_schedule_group(Name="night", Tags=[{"Key": "team", "Value": "blue"}])
    arn = scheduler.get_schedule_group(Name="night")["Arn"]
    scheduler.tag_resource(ResourceArn=arn, Tags=[{"Key": "more", "Value": "1"}])
    scheduler.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert scheduler.list_tags_for_resource(ResourceArn=arn)["Tags"] == [
        {"Key": "more", "Value": "1"}]
    asked = schedule("s", "cron(0 3 * * ? *)", tasks.define("night"), GroupName="night",
                     State="DISABLED", Description="at three")
    made = scheduler.create_schedule(**asked)
    assert made["ScheduleArn"].endswith(":schedule/night/s")
    refused("ConflictException", scheduler.create_schedule, **asked)
    scheduler.update_schedule(**asked | {"ScheduleExpression": "cron(0 4 * * ? *)"})
    told = scheduler.get_schedule(Name="s", GroupName="night")
    assert told["ScheduleExpression"] == "cron(0 4 * * ? *)" and told["State"] == "DISABLED"
    assert told["Target"] == asked["Target"]
    listed, = scheduler.list_schedules(GroupName="night", State="DISABLED")["Schedules"]
    assert listed["Name"] == "s" and listed["Target"] == {"Arn": CLUSTER_ARN}
    scheduler.delete_schedule_group(Name="night")
    refused("ResourceNotFoundException", scheduler.get_schedule, Name="s", GroupName="night")


def test_wrong_schedules_are_refused(scheduler, tasks):
    definition = tasks.define("wrong")
    assert refused("ValidationException", scheduler.create_schedule,
                   **schedule("s", "rate(0 days)", definition)) == (
        "Invalid Schedule Expression rate(0 days).")
    assert "Mars/Base" in refused("ValidationException", scheduler.create_schedule, **schedule(
        "s", "rate(1 day)", definition, ScheduleExpressionTimezone="Mars/Base"))
    refused("ResourceNotFoundException", scheduler.get_schedule, Name="none")


def test_the_cli_makes_a_schedule(scheduler, cli, tasks):
    asked = schedule("cli", "rate(1 day)", tasks.define("cli-schedule"), State="DISABLED")
    cli.run("scheduler", "create-schedule", "--cli-input-json", json.dumps(asked))
    told = json.loads(cli.run("scheduler", "get-schedule", "--name", "cli"))
    assert told["State"] == "DISABLED" and told["GroupName"] == "default"
    cli.run("scheduler", "delete-schedule", "--name", "cli")
