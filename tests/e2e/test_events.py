"""Scheduled tasks and events: rules of EventBridge that run tasks on real containers."""
import json
import time

import pytest

import aws
import ikada
from aws import refused
from ikada import CLUSTER, until

ROLE = "arn:aws:iam::000000000000:role/ecsEventsRole"  # as the console makes it; not looked at yet
ACCOUNT = "arn:aws:{}:us-east-1:000000000000:"
CLUSTER_ARN = ACCOUNT.format("ecs") + f"cluster/{CLUSTER}"


def rule_arn(name):
    return ACCOUNT.format("events") + f"rule/{name}"


def target(definition, **members):
    return {"Id": "run", "Arn": CLUSTER_ARN, "RoleArn": ROLE,
            "EcsParameters": {"TaskDefinitionArn": definition, "TaskCount": 1}} | members


def command(*words):
    return json.dumps({"containerOverrides": [{"name": "app", "command": list(words)}]})


@pytest.fixture
def events(clients):
    """The client; rules that a test leaves are deleted with their targets."""
    client = clients.events
    yield client
    for rule in client.list_rules()["Rules"]:
        ids = [one["Id"] for one in client.list_targets_by_rule(Rule=rule["Name"])["Targets"]]
        if ids:
            client.remove_targets(Rule=rule["Name"], Ids=ids)
        client.delete_rule(Name=rule["Name"])


def started_by(ecs, rule):
    """All tasks that a rule ran and ECS still knows, oldest first."""
    return tasks_of(ecs, f"events-rule/{rule}")


def tasks_of(ecs, who):
    arns = {arn for status in ("RUNNING", "STOPPED") for arn in ecs.list_tasks(
        cluster=CLUSTER, startedBy=who, desiredStatus=status)["taskArns"]}  # it may end in between
    tasks = ecs.describe_tasks(cluster=CLUSTER, tasks=list(arns), include=["TAGS"])["tasks"] if (
        arns) else []
    return sorted(tasks, key=lambda task: task["createdAt"])


def exit_codes(ecs, rule, count):
    def codes():
        found = [task["containers"][0].get("exitCode") for task in started_by(ecs, rule)]
        return found if len(found) >= count and None not in found else None
    return until(f"{count} tasks of {rule} ended", codes, 100)


def restart(installation, ecs):
    assert installation.stop() == 0
    installation.start()
    installation.wait_until_served()
    aws.instances_connected(ecs, CLUSTER, ikada.INSTANCES)


def test_a_rate_fires_once_a_minute_over_restarts_of_the_server(
        installation, clients, events, ecs, tasks):
    made = events.put_rule(Name="each-minute", ScheduleExpression="rate(1 minute)")
    assert made["RuleArn"] == rule_arn("each-minute")
    began = time.time()
    put = events.put_targets(Rule="each-minute", Targets=[
        target(tasks.define("each-minute"), Input=command("exit", "3"))])
    assert put["FailedEntryCount"] == 0
    restart(installation, ecs)
    assert exit_codes(ecs, "each-minute", 1) == [3]
    first, = started_by(ecs, "each-minute")
    assert first["group"] == "family:each-minute"
    assert 55 < first["createdAt"].timestamp() - began < 75
    restart(installation, ecs)
    assert started_by(ecs, "each-minute")[0]["taskArn"] == first["taskArn"]
    # The next is a minute later, not one that the restart made again.
    assert all((each["createdAt"] - first["createdAt"]).total_seconds() > 55
               for each in started_by(ecs, "each-minute")[1:])
    events.disable_rule(Name="each-minute")
    assert events.describe_rule(Name="each-minute")["State"] == "DISABLED"


def test_an_event_runs_the_targets_of_the_rules_that_it_matches(events, ecs, tasks):
    definition = tasks.define("on-push")
    pattern = json.dumps({"source": ["ci"], "detail": {"branch": [{"prefix": "release/"}]}})
    events.put_rule(Name="on-push", EventPattern=pattern)
    template = ('{"containerOverrides": [{"name": "app", "command": ["print", <branch>]}]}')
    events.put_targets(Rule="on-push", Targets=[target(definition, InputTransformer={
        "InputPathsMap": {"branch": "$.detail.branch"}, "InputTemplate": template})])
    put = events.put_events(Entries=[
        {"Source": "ci", "DetailType": "push", "Detail": json.dumps({"branch": branch})}
        for branch in ("main", "release/1.2")])
    assert put["FailedEntryCount"] == 0 and all("EventId" in one for one in put["Entries"])
    assert exit_codes(ecs, "on-push", 1) == [0]
    task, = started_by(ecs, "on-push")
    assert task["overrides"]["containerOverrides"][0]["command"] == ["print", "release/1.2"]


def test_a_target_says_how_many_tasks_run_and_with_what(events, ecs, tasks):
    events.put_rule(Name="two", EventPattern=json.dumps({"source": ["two"]}))
    parameters = {"TaskDefinitionArn": tasks.define("two"), "TaskCount": 2, "LaunchType": "EC2",
                  "Group": "pair", "Tags": [{"Key": "team", "Value": "blue"}],
                  "PlacementStrategy": [{"type": "spread", "field": "instanceId"}],
                  "PlacementConstraints": [{"type": "distinctInstance"}]}
    events.put_targets(Rule="two", Targets=[target(
        None, EcsParameters=parameters, Input=command("exit", "0"))])
    listed, = events.list_targets_by_rule(Rule="two")["Targets"]
    assert listed["EcsParameters"] == parameters
    events.put_events(Entries=[{"Source": "two", "DetailType": "go", "Detail": "{}"}])
    assert exit_codes(ecs, "two", 2) == [0, 0]
    pair = started_by(ecs, "two")
    assert {task["group"] for task in pair} == {"pair"}
    assert len({task["containerInstanceArn"] for task in pair}) == 2
    assert pair[0]["tags"] == [{"key": "team", "value": "blue"}]


def test_rules_are_told_as_they_were_put(events):
    events.put_rule(Name="nightly", ScheduleExpression="cron(0 3 * * ? *)", Description="at three",
                    State="DISABLED", Tags=[{"Key": "team", "Value": "blue"}])
    described = events.describe_rule(Name="nightly")
    del described["ResponseMetadata"]
    assert described == {
        "Name": "nightly", "Arn": rule_arn("nightly"), "ScheduleExpression": "cron(0 3 * * ? *)",
        "Description": "at three", "State": "DISABLED", "EventBusName": "default",
        "CreatedBy": "000000000000"}
    assert [one["Name"] for one in events.list_rules(NamePrefix="night")["Rules"]] == ["nightly"]
    events.tag_resource(ResourceARN=rule_arn("nightly"), Tags=[{"Key": "more", "Value": "1"}])
    events.untag_resource(ResourceARN=rule_arn("nightly"), TagKeys=["team"])
    assert events.list_tags_for_resource(ResourceARN=rule_arn("nightly"))["Tags"] == [
        {"Key": "more", "Value": "1"}]
    events.enable_rule(Name="nightly")
    assert events.describe_rule(Name="nightly")["State"] == "ENABLED"
    events.put_targets(Rule="nightly", Targets=[target("any")])
    assert events.list_rule_names_by_target(TargetArn=CLUSTER_ARN)["RuleNames"] == ["nightly"]
    refused("ValidationException", events.delete_rule, Name="nightly")


def test_wrong_requests_are_refused_as_by_aws(events):
    assert refused("ValidationException", events.put_rule, Name="r",
                   ScheduleExpression="rate(5 minute)") == (
        "Parameter ScheduleExpression is not valid.")
    assert "Reason: " in refused("InvalidEventPatternException", events.put_rule, Name="r",
                                 EventPattern='{"source": "ci"}')
    assert refused("ResourceNotFoundException", events.describe_rule, Name="none") == (
        "Rule none does not exist on EventBus default.")
    refused("ResourceNotFoundException", events.describe_event_bus, Name="mine")
    events.put_rule(Name="r", ScheduleExpression="rate(1 hour)")
    function = ACCOUNT.format("lambda") + "function:f"
    assert "ikada runs ECS tasks only" in refused(
        "ValidationException", events.put_targets, Rule="r", Targets=[{"Id": "f", "Arn": function}])
    assert [bus["Name"] for bus in events.list_event_buses()["EventBuses"]] == ["default"]
    event = {"id": "1", "account": "1", "source": "ci", "time": "2026-01-01T00:00:00Z",
             "region": "us-east-1", "resources": [], "detail-type": "push"}
    assert events.test_event_pattern(EventPattern='{"source": ["ci"]}',
                                     Event=json.dumps(event))["Result"] is True


def test_the_cli_puts_and_lists_a_schedule(events, cli, tasks):
    cli.run("events", "put-rule", "--name", "cli", "--schedule-expression", "rate(1 hour)")
    cli.run("events", "put-targets", "--rule", "cli", "--targets",
            json.dumps([target(tasks.define("cli"))]))
    listed = json.loads(cli.run("events", "list-targets-by-rule", "--rule", "cli"))
    assert [one["Id"] for one in listed["Targets"]] == ["run"]
    cli.run("events", "remove-targets", "--rule", "cli", "--ids", "run")
    cli.run("events", "delete-rule", "--name", "cli")
    assert json.loads(cli.run("events", "list-rules"))["Rules"] == []


def test_ikada_cron_lists_and_runs(installation, events, ecs, tasks):
    def cron(*arguments):
        done = installation.command("cron", *arguments)
        return done.returncode, done.stdout + done.stderr

    events.put_rule(Name="yearly", ScheduleExpression="cron(0 0 1 1 ? *)", State="DISABLED")
    assert cron("run", "yearly") == (1, "ikada: ValidationException: Rule yearly has no targets: "
                                        "there is nothing to run.\n")
    events.put_targets(Rule="yearly", Targets=[
        target(tasks.define("yearly"), Input=command("exit", "4"))])
    assert cron("run", "yearly")[0] == 0
    assert exit_codes(ecs, "yearly", 1) == [4]
    code, text = cron()
    assert code == 0 and "yearly" in text and "exit 4" in text and "disabled" in text
    item, = json.loads(cron("--json")[1])["items"]
    assert item["last_runs"][0]["state"] == "STARTED" and "next_at" not in item
    assert cron("run", "none")[0] == 1

    assert cron("logs", "none") == (1, "ikada: there is no rule or schedule 'none'\n")
    events.put_targets(Rule="yearly", Targets=[
        target(tasks.define("yearly"), Input=command("print", "happy new year"))])
    assert cron("run", "yearly")[0] == 0
    assert exit_codes(ecs, "yearly", 2) == [4, 0]
    assert cron("logs", "yearly") == (0, "happy new year\n")
