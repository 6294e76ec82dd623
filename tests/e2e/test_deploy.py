"""Deploys from CI: what people and pipelines call, on real containers under load."""
import json
import os
import re
import shlex
import signal
import subprocess

import pytest

import ikada
from ikada import CLUSTER, until
from load import Load
from stack import LISTENER_PORT, container
from terminal import screens


@pytest.fixture(scope="module")
def images():
    """Images of the sample's repository that are of no use, by what is wrong with them."""
    commands = {"crashes": ["exit", "3"], "deaf": ["sleep", "3600"]}
    for tag, command in commands.items():
        ikada.output(ikada.DOCKER, "build", "--quiet", "--tag", f"ikada/sample:{tag}", "-",
                     input=f"FROM ikada/sample:1\nCMD {json.dumps(command)}\n",
                     env=os.environ | {"DOCKER_BUILDKIT": "0"})
    yield
    for tag in commands:
        ikada.output(ikada.DOCKER, "rmi", "--force", f"ikada/sample:{tag}")


def service_flags(web, image):
    return ("--cluster", CLUSTER, "--service-name", web.name, "--image", f"ikada/sample:{image}",
            "--timeout", 120)


def images_of(web):
    """Of the containers that should run."""
    return {task["containers"][0]["image"] for task in web.tasks()}


def test_a_service_gets_a_new_image_without_a_failed_request(web, tool):
    before = web.task_arns()
    with Load(web.host, LISTENER_PORT, rate=200) as load:
        out, err = tool("deploy", "service", *service_flags(web, 2), "--json")
    told = json.loads(out)
    assert told["result"] == "Deployed" and told["service"] == web.name
    assert told["taskDefinition"] == web.describe()["taskDefinition"]
    assert not set(before) & set(web.task_arns())
    assert images_of(web) == {"ikada/sample:2"}
    assert load.failures == [] and load.count > 100
    assert "has started 1 tasks" in err or "has started 2 tasks" in err
    definitions = [web.ecs.describe_task_definition(taskDefinition=told[key])["taskDefinition"]
                   for key in ("previousTaskDefinition", "taskDefinition")]
    for definition in definitions:
        for own in ("taskDefinitionArn", "revision", "registeredAt"):
            del definition[own]
        del definition["containerDefinitions"][0]["image"]
    assert definitions[0] == definitions[1]


def ids(web):
    return {arn.split("/")[-1][:8] for arn in web.task_arns()}


def test_what_becomes_of_each_new_task_is_a_line_where_there_is_no_terminal(web, tool):
    old = ids(web)
    _, err = tool("deploy", "service", *service_flags(web, 1))
    told = re.findall(r"^[0-9:]{8} task ([0-9a-f]{8}) ([A-Z]+)$", err, re.MULTILINE)
    assert {task for task, _ in told} == ids(web) and not ids(web) & old
    assert len(told) == len(set(told)), "each state once"
    for task in ids(web):
        states = [state for each, state in told if each == task]
        assert states[-1] == "RUNNING"
        assert set(states) <= {"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"}
    assert "\x1b" not in err


def test_a_terminal_shows_the_tasks_as_they_stand(web, installation):
    old = ids(web)
    command = shlex.join([str(ikada.IKADA), "deploy", "service",
                          *[str(flag) for flag in service_flags(web, 2)]])
    done = subprocess.run(["script", "--quiet", "--return", "--command", command, os.devnull],
                          env=installation.environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=ikada.COMMAND_MAX)
    assert done.returncode == 0, done
    seen = screens(done.stdout.decode())
    shown = set(re.findall(r"^  ([0-9a-f]{8})  (\w+) +\d+ s(?: |$)",
                           "\n".join(line for lines in seen for line in lines), re.MULTILINE))
    assert {(task, "RUNNING") for task in ids(web)} <= shown
    assert {task for task, status in shown if status in ("DEACTIVATING", "STOPPING")} <= old
    for lines in seen:
        assert len([line for line in lines if line.startswith(f"{web.name}: ")]) <= 1
    *said, last, _ = seen[-1]
    assert all(re.match(r"[0-9:]{8} ", line) for line in said)
    assert re.fullmatch(rf"{web.name} runs [\w-]+:\d+", last)


def test_deploys_scaling_draining_and_stopped_tasks_drop_no_request(web, tool):
    with (Load(web.host, LISTENER_PORT, rate=200) as load,
          Load(web.host, LISTENER_PORT, rate=20, path="/slow?ms=1500") as slow):
        for number in range(20):
            tool("deploy", "service", *service_flags(web, number % 2 + 1))
        web.update(desiredCount=6)
        web.wait_serving(6)
        web.update(desiredCount=2)
        web.wait_serving(2)
        drained = web.tasks()[0]["containerInstanceArn"]
        instance = {"cluster": CLUSTER, "containerInstances": [drained]}
        web.ecs.update_container_instances_state(**instance, status="DRAINING")
        until("it has no task", lambda: all(task["containerInstanceArn"] != drained
                                            for task in web.tasks()))
        web.wait_serving(2)
        web.ecs.update_container_instances_state(**instance, status="ACTIVE")
        stopped = web.task_arns()[0]
        web.ecs.stop_task(cluster=CLUSTER, task=stopped)
        until("it is replaced", lambda: stopped not in web.task_arns())
        web.wait_serving(2)
    assert load.failures == [] and slow.failures == []
    assert load.count > 1000 and slow.count > 20


@pytest.mark.parametrize("image, timeout, reason", [
    ("ikada/sample:crashes", 60, "app: exit code 3"),
    ("ikada/sample:deaf", 10, "is not deployed after 10 s"),
    ("127.0.0.1:1/nothing:1", 60, "CannotPullContainerError")])
def test_a_bad_image_is_rolled_back_while_the_old_tasks_serve(
        web, tool, images, image, timeout, reason):
    before = images_of(web)
    with Load(web.host, LISTENER_PORT) as load:
        _, err = tool("deploy", "service", "--cluster", CLUSTER, "--service", web.name,
                      "--image", image, "--container-name", "app", "--timeout", timeout,
                      "--enable-rollback", exit_code=1)
    assert reason in err
    assert "; rolled back to " in err.splitlines()[-1]
    assert images_of(web) == before
    assert load.failures == [] and load.count > 100


def test_ctrl_c_stops_the_watching_and_the_same_command_takes_it_up(web, tool):
    watched = tool.start("deploy", "service", *service_flags(web, 1))
    until("it has begun", lambda: len(web.describe()["deployments"]) == 2)
    watched.send_signal(signal.SIGINT)
    _, err = watched.communicate(timeout=ikada.COMMAND_MAX)
    assert watched.returncode == 130 and "goes on without us" in err
    deployment = web.describe()["deployments"][0]["id"]
    out, err = tool("deploy", "service", *service_flags(web, 1), "--json")
    assert "is under way: following it" in err
    assert json.loads(out)["deployment"] == deployment
    assert images_of(web) == {"ikada/sample:1"}


def test_a_server_that_is_killed_meanwhile_is_waited_for(web, tool, installation):
    watched = tool.start("deploy", "service", *service_flags(web, 2))
    until("it has begun", lambda: len(web.describe()["deployments"]) == 2)
    os.kill(installation.server_pid(), signal.SIGKILL)
    out, err = watched.communicate(timeout=ikada.COMMAND_MAX)
    assert watched.returncode == 0, (out, err)
    assert images_of(web) == {"ikada/sample:2"}


def test_a_one_off_task_gives_its_exit_code(tool, tasks):
    family = tasks.define("migration").split("/")[-1]
    flags = ("run", "task", "--cluster", CLUSTER, "--task-definition", family,
             "--container-name", "app", "--image", "ikada/sample:2")
    out, _ = tool(*flags, "--command", "exit 0", "--json")
    told = json.loads(out)
    task = tasks.describe(told["task"])
    assert task["containers"][0]["image"] == "ikada/sample:2" and told["exitCode"] == 0
    _, err = tool(*flags, "--command", "exit 3", exit_code=3)
    tool(*flags, "--command", "'exit", exit_code=2)
    _, err = tool(*flags, "--command", "sleep 60", "--timeout", 2, exit_code=124)
    assert "stopped it" in err


def test_a_one_off_task_of_awsvpc_goes_to_its_subnets(tool, ecs, ec2):
    family = "migration-awsvpc"
    ecs.register_task_definition(family=family, networkMode="awsvpc",
                                 containerDefinitions=[container()])
    first, *_ = ec2.describe_subnets()["Subnets"]
    group, *_ = ec2.describe_security_groups()["SecurityGroups"]
    flags = ("run", "task", "--cluster", CLUSTER, "--task-definition", family,
             "--command", "exit 3")
    out, _ = tool(*flags, "--subnets", first["SubnetId"],
                  "--security-groups", group["GroupId"], "--json", exit_code=3)
    arn = json.loads(out)["task"]
    task, = ecs.describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"]
    attachment, = task["attachments"]
    assert {"name": "subnetId", "value": first["SubnetId"]} in attachment["details"]
    _, err = tool(*flags, exit_code=125)
    assert "Network Configuration must be provided" in err
    unknown = "sg-0123456789abcdef0"
    _, err = tool(*flags, "--subnets", first["SubnetId"], "--security-groups", unknown,
                  exit_code=125)
    assert unknown in err


def test_the_articles_words_do_the_same(tool, tasks, web, tmp_path):
    goploy = tmp_path / "ecs-goploy"
    goploy.symlink_to(ikada.IKADA)
    family = tasks.define("goploy-migration").split("/")[-1]
    task = ("task", "--cluster", CLUSTER, "--container-name", "app", "--image", "ikada/sample:2",
            "--timeout", 60, "--task-definition", family)
    tool(*task, "--command", "print 'db: migrated'", name=goploy)
    _, err = tool(*task, "--command", "exit 3", name=goploy, exit_code=1)
    assert "exit code: 3" in err
    tool("service", "--cluster", CLUSTER, "--service-name", web.name, "--image", "ikada/sample:1",
         "--timeout", 120, "--enable-rollback", "--skip-check-deployments", name=goploy)
    until("all are of the new image", lambda: images_of(web) == {"ikada/sample:1"})
    out, _ = tool("goploy", "update", "task-definition", "--base-task-definition", family,
                  "--image", "ikada/sample:1")
    arn = out.strip()
    made = tasks.ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
    assert made["containerDefinitions"][0]["image"] == "ikada/sample:1"
    tool("goploy", "run", "task", "--cluster", CLUSTER, "--container-name", "app",
         "--task-definition", arn, "--command", "exit 0")


RELEASE = """
cluster: {cluster}
image: ikada/sample:${{TAG}}
migration: {{task-definition: {family}, container: app, command: "{migration}"}}
services: [{{name: {service}, timeout: 60}}]
"""


def test_a_release_migrates_first_and_deploys_only_then(web, tool, tasks, tmp_path, monkeypatch):
    family = tasks.define("release-migration").split("/")[-1]
    monkeypatch.setenv("TAG", "2")
    file = tmp_path / "release.yml"

    def release(migration, *flags, **options):
        file.write_text(RELEASE.format(cluster=CLUSTER, family=family, service=web.name,
                                       migration=migration))
        return tool("deploy", "release", "-f", file, *flags, **options)
    before = web.describe()["taskDefinition"]
    out, _ = release("exit 0", "--dry-run")
    assert f"service {web.name}: {before.split('/')[-1]} -> a new revision" in out
    assert "-   app: ikada/sample:1\n+   app: ikada/sample:2" in out
    out, _ = release("exit 3", exit_code=3)
    assert "exit code 3: nothing was deployed" in out
    assert web.describe()["taskDefinition"] == before
    out, _ = release("exit 0", "--json")
    assert json.loads(out)["done"] == ["migration", f"service {web.name}"]
    assert images_of(web) == {"ikada/sample:2"}


def test_a_release_of_which_a_part_fails_is_taken_back(web, service, tool, tasks, tmp_path):
    other = service("release-other").create(tasks.define("release-other"), 1)
    other.wait_stable()
    kept = [each.describe()["taskDefinition"] for each in (web, other)]
    bad = tasks.define("release-bad", command=["exit", "3"]).split("/")[-1]
    file = tmp_path / "release.yml"
    file.write_text(f"services: [{{name: {web.name}}}, "
                    f"{{name: {other.name}, task-definition: '{bad}'}}]")
    _, err = tool("deploy", "release", "-f", file, "--cluster", CLUSTER,
                  "--image", "ikada/sample:1", exit_code=1)
    assert err.splitlines()[-1].endswith(f"; service {web.name} rolled back")
    assert [each.describe()["taskDefinition"] for each in (web, other)] == kept


@pytest.fixture
def rule(clients, tasks):
    """A rule that runs a task some day, with what else its target may hold."""
    cluster = tasks.ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]["clusterArn"]
    clients.events.put_rule(Name="deploy-nightly", ScheduleExpression="cron(0 3 1 1 ? *)")
    clients.events.put_targets(Rule="deploy-nightly", Targets=[{
        "Id": "run", "Arn": cluster, "RoleArn": "arn:aws:iam::000000000000:role/ecsEventsRole",
        "Input": json.dumps({"containerOverrides": [{"name": "app", "command": ["exit", "0"]}]}),
        "EcsParameters": {"TaskDefinitionArn": tasks.define("deploy-nightly"), "TaskCount": 1,
                          "Group": "nightly"}}])

    def target():
        return clients.events.list_targets_by_rule(Rule="deploy-nightly")["Targets"][0]
    yield target
    clients.events.remove_targets(Rule="deploy-nightly", Ids=["run"])
    clients.events.delete_rule(Name="deploy-nightly")


def test_scheduled_tasks_run_the_new_revision(rule, tool):
    before = rule()
    tool("deploy", "release", "--cluster", CLUSTER, "--image", "ikada/sample:2",
         "--scheduled-task", "deploy-nightly")
    released = rule()
    assert released["EcsParameters"]["TaskDefinitionArn"].endswith(":task-definition/"
                                                                   "deploy-nightly:2")
    released["EcsParameters"]["TaskDefinitionArn"] = before["EcsParameters"]["TaskDefinitionArn"]
    assert released == before
    tool("goploy", "update", "scheduled-task", "--name", "deploy-nightly", "--count", 2,
         "--task-definition", "deploy-nightly:1")
    before["EcsParameters"]["TaskCount"] = 2
    assert rule() == before
    _, err = tool("update", "scheduled-task", "--name", "nobody", "--task-definition",
                  "deploy-nightly", exit_code=1)
    assert "ResourceNotFoundException" in err and "nobody" in err


def test_wrong_calls_say_what_to_do(web, tool):
    flags = ("deploy", "service", "--cluster", CLUSTER)
    assert "--image or --task-definition" in tool(*flags, "--service", web.name, exit_code=2)[1]
    _, err = tool(*flags, "--service", "nobody", "--image", "a:1", exit_code=1)
    assert "no service 'nobody' in cluster" in err
    _, err = tool(*flags, "--service", web.name, "--image", "other/repository:1", exit_code=1)
    assert "app (ikada/sample:" in err and "--container-name" in err
    _, err = tool(*flags, "--service", web.name, "--image", "a:1", "--profile", "none",
                  exit_code=1)
    assert "no profile 'none'" in err
