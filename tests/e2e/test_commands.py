"""ikada's own commands: ps, env, up, down."""
import json
import os
import subprocess

import boto3
import pytest

import aws
import ikada
from ikada import CLUSTER, INSTANCES, until

OTHER = "127.0.0.1:14568"  # 14567 is the installation's, for TLS


@pytest.fixture
def shown(service, tasks):
    made = service("shown").create(tasks.define("shown"), 2)
    made.wait_stable()
    return made


def test_ps_shows_services_tasks_and_instances(installation, shown):
    done = installation.command("ps")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["cluster", CLUSTER] in rows
    assert any(row[:4] == ["shown", "2", "2", "0"] for row in rows)
    ids = {arn.rsplit("/", 1)[1] for arn in shown.task_arns()}
    tasks = [row for row in rows if row[1:3] == ["service:shown", "RUNNING"]]
    assert sorted(row[0] for row in tasks) == sorted(each[:12] for each in ids)
    assert sum("connected" in row for row in rows) == INSTANCES


def test_ps_as_json_is_what_the_api_shows(installation, shown):
    done = installation.command("ps", "--json", "--cluster", CLUSTER)
    view = json.loads(done.stdout)
    assert view["cluster"] == CLUSTER
    assert "shown" in [one["serviceName"] for one in view["services"]]
    assert set(shown.task_arns()) <= {one["taskArn"] for one in view["tasks"]}
    assert len(view["containerInstances"]) == INSTANCES


def test_events_tell_what_ecs_said_and_follow_it(installation, shown):
    told = [event["message"] for event in shown.describe()["events"]][::-1]
    done = installation.command("events", "--service", "shown")
    assert [line.split(" ", 1)[1] for line in done.stdout.splitlines()] == told
    done = installation.command("events", "--json", "--last", "1", "--service", "shown")
    assert json.loads(done.stdout)["message"] == told[-1]
    following = subprocess.Popen([ikada.IKADA, "events", "--follow", "--last", "0", "--data",
                                  installation.data], stdout=subprocess.PIPE, text=True)
    shown.update(desiredCount=1)
    assert "(service shown) " in following.stdout.readline()
    following.terminate()
    assert following.wait(ikada.STOP_MAX) == 0


def test_env_points_any_tool_here(installation, clients):
    script = (f'eval "$({ikada.IKADA} env --data {installation.data})" && '
              f'{aws.CLI} --endpoint-url "$AWS_ENDPOINT_URL" sts get-caller-identity')
    foreign = {"AWS_ACCESS_KEY_ID": "AKIAFOREIGN", "AWS_SECRET_ACCESS_KEY": "foreign",
               "PATH": "/usr/bin:/bin", "AWS_PAGER": ""}
    who = json.loads(ikada.output("/bin/bash", "-c", script, env=foreign))
    assert who["Arn"] == "arn:aws:iam::000000000000:root"
    env = installation.env()
    assert env["AWS_ENDPOINT_URL"] == f"http://127.0.0.1:{ikada.API_PORT}"
    assert all(oct(file.stat().st_mode & 0o777) == "0o600"
               for file in (installation.data / "credentials", installation.data / "config"))


def test_a_second_up_on_the_same_folder_is_refused(installation, clients):
    done = installation.command("up", "--endpoint", OTHER)
    assert done.returncode == 1
    assert "already runs" in done.stderr
    assert clients.sts.get_caller_identity()


def test_region_account_and_root_keys_may_be_given(tmp_path, clients):
    # Without instances, so that it leaves Docker alone.
    keys = {"IKADA_ROOT_ACCESS_KEY_ID": "AKIAGIVENGIVENGIVEN1",
            "IKADA_ROOT_SECRET_ACCESS_KEY": "given" * 8}
    up = subprocess.Popen([ikada.IKADA, "up", "--data", tmp_path, "--endpoint", OTHER,
                           "--region", "eu-west-1", "--account", "111122223333"],
                          env=os.environ | keys, stderr=subprocess.DEVNULL)
    try:
        until("it serves", lambda: ikada.listens(14568))
        sts = boto3.client("sts", endpoint_url=f"http://{OTHER}", region_name="eu-west-1",
                           aws_access_key_id=keys["IKADA_ROOT_ACCESS_KEY_ID"],
                           aws_secret_access_key=keys["IKADA_ROOT_SECRET_ACCESS_KEY"])
        assert sts.get_caller_identity()["Arn"] == "arn:aws:iam::111122223333:root"
    finally:
        up.terminate()
        assert up.wait(ikada.STOP_MAX) == 0
    for name in ("credentials", "config"):
        text = (tmp_path / name).read_text()
        assert ("AKIAGIVENGIVENGIVEN1" if name == "credentials" else "eu-west-1") in text


@pytest.mark.parametrize("command", ["ps", "env", "down"])
def test_commands_for_a_folder_without_installation_say_so(command, tmp_path):
    done = subprocess.run([ikada.IKADA, command, "--data", tmp_path], capture_output=True,
                          text=True, timeout=ikada.COMMAND_MAX)
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr and "no ikada installation" in done.stderr


@pytest.mark.parametrize("flags", [
    ["--endpoint", "nowhere"], ["--instances", "two"], ["--account", "1"], ["--no-such-flag"]])
def test_up_refuses_flags_that_it_cannot_read(flags, tmp_path):
    done = subprocess.run([ikada.IKADA, "up", "--data", tmp_path, *flags], capture_output=True,
                          text=True, timeout=ikada.COMMAND_MAX)
    assert done.returncode == 2
    assert flags[0] in done.stderr


def test_down_ends_everything_and_up_brings_it_back(installation, shown, clients):
    before = shown.containers()
    pids = [installation.server_pid(), *installation.agent_pids().values()]
    installation.down()
    assert installation.containers() == []
    assert not any(ikada.is_alive(pid) for pid in pids)
    assert installation.server_pid() is installation.haproxy_pid() is None
    assert installation.networks() == []

    installation.start()
    installation.wait_until_served()
    aws.instances_connected(clients.ecs, CLUSTER, INSTANCES)
    until("new containers", lambda: len(shown.containers()) == 2 and
          not set(shown.containers()) & set(before), 90)
    shown.wait_stable()
    assert set(shown.containers()) <= set(installation.containers())
