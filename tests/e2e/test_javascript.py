"""The JavaScript SDK v3 as a client, over plain HTTP and over TLS; its calls are js/calls.mjs."""
import json
import shutil
import subprocess

import pytest

from ikada import ROOT, output

NODE, NPM = "/usr/bin/node", "/usr/bin/npm"
SOURCE = ROOT / "tests/e2e/js"
INSTALLED = ROOT / "build/e2e-js"


@pytest.fixture(scope="module")
def script():
    """Installed by npm into build/, once for each lock file."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    wanted = (SOURCE / "package-lock.json").read_text()
    lock = INSTALLED / "package-lock.json"
    is_there = lock.exists() and lock.read_text() == wanted and (INSTALLED / "installed").exists()
    for name in ("package.json", "package-lock.json", "calls.mjs"):
        shutil.copy(SOURCE / name, INSTALLED / name)
    if not is_there:
        output(NPM, "ci", "--no-audit", "--no-fund", cwd=INSTALLED)
        (INSTALLED / "installed").touch()
    return INSTALLED / "calls.mjs"


@pytest.fixture(scope="module", params=["http", "https"])
def report(request, script, installation, clients):
    environment = installation.environment()
    if request.param == "https":
        done = installation.command("env", "--tls", "--json")
        environment |= json.loads(done.stdout)
    vpc = clients.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    done = subprocess.run([NODE, script], env=environment | {"VPC_ID": vpc}, capture_output=True,
                          text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_paginators_find_each_definition_once(report):
    revisions, listed = report["definitions"]["revisions"], report["definitions"]["listed"]
    assert [int(arn.rsplit(":")[-1]) for arn in listed["found"]] == revisions
    assert listed["count"] == len(revisions)


def test_waiters_see_a_task_run_and_stop(report):
    task = report["task"]
    assert (task["status"], task["stopped"], task["reason"]) == ("RUNNING", "STOPPED", "over")
    assert task["createdAt"] and task["port"] >= 32768


def test_waiters_see_a_service_become_stable_and_inactive(report):
    assert report["service"]["running"] == 1
    assert report["service"]["events"] > 0


def test_the_query_protocol_carries_tags_and_numbers(report):
    assert report["balancing"]["port"] == 80
    assert report["balancing"]["tags"] == [{"Key": "a&b", "Value": "<c>"}]
    assert "js" in report["balancing"]["listed"]


@pytest.mark.parametrize("what, name, status", [
    ("noCluster", "ClusterNotFoundException", 400),
    ("noDefinition", "InvalidParameterException", 400),
    ("noGroup", "TargetGroupNotFoundException", 400), ("noRole", "AccessDenied", 403),
    ("wrongKey", "InvalidClientTokenId", 403)])
def test_errors_are_the_sdks_own(report, what, name, status):
    error = report["errors"][what]
    assert (error["name"], error["status"]) == (name, status), error
    assert error["message"] and error["requestId"]


def test_a_session_signs_with_its_token(report):
    assert report["session"]["arn"].endswith(":root") and report["session"]["expires"]
