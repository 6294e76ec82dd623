"""The JavaScript SDK v3 as a client: js/calls.mjs with tasks, over plain HTTP and over TLS; every
operation by js/operations.mjs, on a control plane alone."""
import json
import os
import shutil
import subprocess

import pytest

import bare
from ikada import COMMAND_MAX, ROOT, operations, output

NODE, NPM = "/usr/bin/node", "/usr/bin/npm"
SOURCE = ROOT / "tests/e2e/js"
INSTALLED = ROOT / "build/e2e-js"
EVERY_OPERATION = [(service, name) for service in ("ecs", "elbv2", "sts")
                   for name in operations(service)]
ALWAYS_REFUSED = {  # no Auto Scaling, no certificates, no updates of agents and no roles
    "CreateCapacityProvider", "UpdateCapacityProvider", "DeleteCapacityProvider",
    "AddListenerCertificates", "RemoveListenerCertificates", "DescribeListenerCertificates",
    "UpdateContainerAgent", "AssumeRole"}
IN_CALLS_MJS = {"StopTask", "ExecuteCommand"}  # succeed there: they need a task
NEVER_REFUSED = {  # an agent's reports are acknowledged, what is gone stays gone
    "DiscoverPollEndpoint", "SubmitTaskStateChange", "SubmitContainerStateChange",
    "GetCallerIdentity"}


@pytest.fixture(scope="module")
def script():
    """Installed by npm into build/, once for each lock file."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    wanted = (SOURCE / "package-lock.json").read_text()
    lock = INSTALLED / "package-lock.json"
    is_there = lock.exists() and lock.read_text() == wanted and (INSTALLED / "installed").exists()
    for name in ("package.json", "package-lock.json", "calls.mjs", "operations.mjs"):
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
                          text=True, timeout=2 * COMMAND_MAX)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_paginators_find_each_definition_once(report):
    revisions, listed = report["definitions"]["revisions"], report["definitions"]["listed"]
    assert [int(arn.rsplit(":")[-1]) for arn in listed["found"]] == revisions
    assert listed["count"] == len(revisions)


def test_waiters_see_a_task_run_and_stop(report):
    task = report["task"]
    assert (task["status"], task["stopped"], task["reason"]) == ("RUNNING", "STOPPED", "over")
    assert task["stream"].startswith("ws://") and task["createdAt"] and task["port"] >= 32768


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


@pytest.fixture(scope="module")
def calls(script, tmp_path_factory):
    """What operations.mjs reports, call by call."""
    server = bare.Server(tmp_path_factory.mktemp("js") / "data")
    try:
        ec2 = server.start().ec2
        vpc, = ec2.describe_vpcs()["Vpcs"]
        group, *_ = ec2.describe_security_groups()["SecurityGroups"]
        subnets = [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]]
        text = output(NODE, script.with_name("operations.mjs"), env=os.environ | server.env() | {
            "VPC_ID": vpc["VpcId"], "VPC_PREFIX": vpc["CidrBlock"].rsplit(".", 2)[0],
            "SECURITY_GROUP": group["GroupId"], "SUBNETS": " ".join(subnets)})
    finally:
        server.purge()
    return json.loads(text)


@pytest.mark.parametrize("service, name", EVERY_OPERATION)
def test_every_operation_succeeds_and_fails_as_the_sdk_knows_it(calls, service, name):
    of_it = [one for one in calls if (one["service"], one["operation"]) == (service, name)]
    for one in of_it:
        assert one["got"] == one["wanted"], one
        if one["wanted"]:
            assert 400 <= one["status"] < 500 and one["fault"] in ("client", None), one
            assert one["message"], one
        else:
            assert one["status"] == 200, one
    called = {bool(one["wanted"]) for one in of_it}
    assert True in called or name in NEVER_REFUSED, "no call that must be refused"
    assert False in called or name in ALWAYS_REFUSED | IN_CALLS_MJS, "no call that must succeed"


def test_paginators_and_waiters_come_to_their_end(calls):
    helpers = [one for one in calls if one["operation"].startswith(("paginate", "waitUntil"))]
    assert len({one["operation"] for one in helpers}) == 18
    assert [one for one in helpers if one["got"]] == []
