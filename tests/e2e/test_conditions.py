"""Conditions, weighted forwards, stickiness and addresses as targets, by real requests."""
import http.client
from collections import Counter

import pytest

from ikada import LB_PORT_OFFSET, listens, until
from load import ANSWER_MAX
from stack import PUBLISHED, address_of

PORT = 8083


def ask(path="/", method="GET", host="c.test", **headers):
    """(status, body, headers)"""
    connection = http.client.HTTPConnection("127.0.0.1", PORT + LB_PORT_OFFSET,
                                            timeout=ANSWER_MAX)
    try:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host)
        for name, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                connection.putheader(name.replace("_", "-"), one)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.read().decode(), response.headers
    finally:
        connection.close()


def fixed(body, status=200):
    return {"Type": "fixed-response", "FixedResponseConfig": {
        "StatusCode": str(status), "ContentType": "text/plain", "MessageBody": body}}


def header(name, *values):
    return {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": name,
                                                         "Values": list(values)}}


def query(*pairs):
    return {"Field": "query-string", "QueryStringConfig": {"Values": [
        {"Key": key, "Value": value} if key else {"Value": value} for key, value in pairs]}}


def methods(*values):
    return {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": list(values)}}


def sources(*values):
    return {"Field": "source-ip", "SourceIpConfig": {"Values": list(values)}}


RULES = [  # in order of priority
    ([header("X-Beta", "ye*", "on")], "header"),
    ([header("X-Both", "a"), header("X-Both", "b")], "both headers"),
    ([query(("version", "2?"), (None, "beta"))], "query"),
    ([query((None, "literal\\*"))], "literal"),
    ([methods("DELETE", "PURGE")], "method"),
    ([sources("203.0.113.0/24")], "elsewhere"),
    ([sources("10.0.0.0/8", "127.0.0.0/8"), query(("from", "here"))], "source"),
]


@pytest.fixture(scope="module")
def listener(elbv2, balancer):
    made = elbv2.create_listener(LoadBalancerArn=balancer.arn, Protocol="HTTP", Port=PORT,
                                 DefaultActions=[fixed("none", 404)])["Listeners"][0]
    for n, (conditions, body) in enumerate(RULES):
        elbv2.create_rule(ListenerArn=made["ListenerArn"], Priority=10 * (n + 1),
                          Conditions=conditions, Actions=[fixed(body)])
    until("the listener listens", lambda: listens(PORT + LB_PORT_OFFSET))
    until("the last rule is served", lambda: ask("/?from=here")[1] == "source")
    yield made["ListenerArn"]
    elbv2.delete_listener(ListenerArn=made["ListenerArn"])


@pytest.mark.parametrize("path, method, headers, body", [
    ("/", "GET", {}, "none"),
    ("/", "GET", {"X_Beta": "yes"}, "header"),
    ("/", "GET", {"x_beta": "YEAH"}, "header"),
    ("/", "GET", {"X_Beta": "no"}, "none"),
    ("/", "GET", {"X_Beta": ["no", "on"]}, "header"),
    ("/", "GET", {"X_Both": "a"}, "none"),
    ("/", "GET", {"X_Both": ["a", "b"]}, "both headers"),
    ("/?version=21", "GET", {}, "query"),
    ("/?a=1&VERSION=2x&b=2", "GET", {}, "query"),
    ("/?version=2", "GET", {}, "none"),
    ("/?any=beta", "GET", {}, "query"),
    ("/?any=betamax", "GET", {}, "none"),
    ("/?x=literal*", "GET", {}, "literal"),
    ("/?x=literally", "GET", {}, "none"),
    ("/", "DELETE", {}, "method"),
    ("/", "PURGE", {}, "method"),
    ("/?from=here", "GET", {}, "source")])
def test_a_condition_holds_if_one_of_its_values_matches(listener, path, method, headers, body):
    assert ask(path, method, **headers)[1] == body


@pytest.fixture(scope="module")
def two_groups(elbv2, tasks, ecs, balancer, listener):
    """Two groups of one task each, SERVICE one and two; the groups' ARNs."""
    arns, groups = [], []
    for name in ("one", "two"):
        definition = tasks.define(f"weighted-{name}", environment=[
            {"name": "SERVICE", "value": name}], **PUBLISHED)
        arns += tasks.start(definition)
    for name, arn in zip(("one", "two"), arns):
        task = tasks.running(arn)
        instance, = ecs.describe_container_instances(
            containerInstances=[task["containerInstanceArn"]])["containerInstances"]
        group, = elbv2.create_target_group(
            Name=f"weighted-{name}", Protocol="HTTP", Port=80, VpcId=balancer.vpc,
            HealthCheckPath="/healthz", HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2,
            HealthyThresholdCount=2)["TargetGroups"]
        groups.append(group["TargetGroupArn"])
        elbv2.register_targets(TargetGroupArn=groups[-1], Targets=[
            {"Id": instance["ec2InstanceId"], "Port": address_of(task)[1]}])
    yield groups
    tasks.stop(*arns)
    for group in groups:
        elbv2.delete_target_group(TargetGroupArn=group)


@pytest.fixture
def weighted(elbv2, listener, two_groups):
    """Makes a rule that forwards the host weighted.test to both groups by weight."""
    made = []

    def make(one, two, **stickiness):
        action = {"Type": "forward", "ForwardConfig": {"TargetGroups": [
            {"TargetGroupArn": arn, "Weight": weight}
            for arn, weight in zip(two_groups, (one, two))]}}
        if stickiness:
            action["ForwardConfig"]["TargetGroupStickinessConfig"] = stickiness
        rule, = elbv2.create_rule(ListenerArn=listener, Priority=200, Actions=[action], Conditions=[
            {"Field": "host-header", "Values": ["weighted.test"]}])["Rules"]
        made.append(rule["RuleArn"])
        for group in two_groups:
            until("its target is healthy", lambda at=group: elbv2.describe_target_health(
                TargetGroupArn=at)["TargetHealthDescriptions"][0]["TargetHealth"]["State"]
                == "healthy")
        until("both are served", lambda: {served() for _ in range(20)} >= {
            name for name, weight in (("one", one), ("two", two)) if weight})
    yield make
    for rule in made:
        elbv2.delete_rule(RuleArn=rule)
    # What the next test sees shall be its own rule.
    until("the rule is gone", lambda: ask(host="weighted.test")[1] == "none")


def served(**headers):
    """Which service answered."""
    return ask(host="weighted.test", **headers)[1].split(" ")[0]


def test_requests_are_shared_by_weight(weighted):
    weighted(3, 1)
    shares = Counter(served() for _ in range(200))
    assert set(shares) == {"one", "two"} and 110 < shares["one"] < 190, shares


def test_a_client_stays_with_its_group(weighted):
    weighted(1, 1, Enabled=True, DurationSeconds=60)
    _, body, headers = ask(host="weighted.test")
    cookies = [value.split(";")[0] for value in headers.get_all("Set-Cookie")]
    assert any(cookie.startswith("AWSALBTG=") for cookie in cookies), cookies
    name = body.split(" ")[0]
    assert {served(Cookie="; ".join(cookies)) for _ in range(20)} == {name}


def test_weight_zero_gets_nothing(weighted):
    weighted(0, 1)
    assert {served() for _ in range(30)} == {"two"}


@pytest.mark.parametrize("attributes, cookie", [
    ({"stickiness.enabled": "true"}, "AWSALB="),
    ({"stickiness.enabled": "true", "stickiness.type": "app_cookie",
      "stickiness.app_cookie.cookie_name": "session"}, None)])
def test_a_groups_stickiness_can_be_asked_for(elbv2, balancer, weighted, two_groups, attributes,
                                              cookie):
    elbv2.modify_target_group_attributes(TargetGroupArn=two_groups[1], Attributes=[
        {"Key": key, "Value": value} for key, value in attributes.items()])
    try:
        weighted(0, 1)
        if cookie:
            until(cookie, lambda: cookie in str(ask(host="weighted.test")[2]))
        else:
            assert ask(host="weighted.test")[0] == 200
    finally:
        elbv2.modify_target_group_attributes(TargetGroupArn=two_groups[1], Attributes=[
            {"Key": "stickiness.enabled", "Value": "false"}])


def test_an_address_can_be_a_target(elbv2, tasks, balancer, listener):
    definition = tasks.define("addressed", environment=[
        {"name": "SERVICE", "value": "addressed"}], **PUBLISHED)
    arn, = tasks.start(definition)
    address, port = address_of(tasks.running(arn))
    group, = elbv2.create_target_group(
        Name="addressed", Protocol="HTTP", Port=80, VpcId=balancer.vpc, TargetType="ip",
        HealthCheckPath="/healthz", HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2,
        HealthyThresholdCount=2)["TargetGroups"]
    group = group["TargetGroupArn"]
    rule = None
    try:
        elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": address, "Port": port}])
        rule, = elbv2.create_rule(ListenerArn=listener, Priority=300, Actions=[
            {"Type": "forward", "TargetGroupArn": group}], Conditions=[
            {"Field": "host-header", "Values": ["addressed.test"]}])["Rules"]
        until("it is served",
              lambda: ask(host="addressed.test")[1].startswith("addressed"))
        one, = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        assert one["Target"]["Id"] == address
        assert one["Target"]["AvailabilityZone"].startswith("us-east-1")
    finally:
        if rule:
            elbv2.delete_rule(RuleArn=rule["RuleArn"])
        tasks.stop(arn)
        elbv2.delete_target_group(TargetGroupArn=group)
