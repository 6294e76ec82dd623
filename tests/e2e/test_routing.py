"""Rules, actions and target health of a load balancer, as HAProxy serves them."""
import pytest
from botocore.exceptions import ClientError

from ikada import LB_PORT_OFFSET, until
from load import get, get_whole
from stack import LISTENER_PORT, PUBLISHED, address_of

PORT = 8082


def fixed(status, body="", kind="text/plain"):
    return {"Type": "fixed-response", "FixedResponseConfig": {
        "StatusCode": str(status), "ContentType": kind, "MessageBody": body}}


def hosts(*values):
    return {"Field": "host-header", "HostHeaderConfig": {"Values": list(values)}}


def paths(*values):
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(values)}}


MOVED = {"Type": "redirect", "RedirectConfig": {
    "Protocol": "HTTPS", "Port": "443", "Path": "/new/#{path}", "StatusCode": "HTTP_301"}}

RULES = [  # in order of priority
    ([paths("/old/*")], MOVED),
    ([hosts("*.wild.test"), paths("/api/?", "/api/v?/*")], fixed(200, "api")),
    ([hosts("*.wild.test", "other.test")], fixed(503, '{"wild": true}', "application/json")),
    ([paths("/exact")], fixed(202, "exact")),
    ([hosts("a?c.test")], fixed(200, "one letter")),
]


@pytest.fixture(scope="module")
def rules(elbv2, balancer):
    """A listener of its own with RULES; their ARNs in order of priority."""
    listener = elbv2.create_listener(LoadBalancerArn=balancer.arn, Protocol="HTTP", Port=PORT,
                                     DefaultActions=[fixed(404, "none")])["Listeners"][0]
    made = [elbv2.create_rule(ListenerArn=listener["ListenerArn"], Priority=10 * (n + 1),
                              Conditions=conditions, Actions=[action])["Rules"][0]["RuleArn"]
            for n, (conditions, action) in enumerate(RULES)]
    until("the last rule is served", lambda: get("abc.test", port=PORT) == (200, "one letter"))
    yield made
    elbv2.delete_listener(ListenerArn=listener["ListenerArn"])


@pytest.mark.parametrize("host, path, status, body", [
    ("x.wild.test", "/api/1", 200, "api"),
    ("x.wild.test", "/api/v2/users/7", 200, "api"),
    ("x.wild.test", "/api/v2/users?q=/other", 200, "api"),
    ("x.wild.test", "/api/12", 503, '{"wild": true}'),
    ("x.y.wild.test", "/", 503, '{"wild": true}'),
    ("X.WILD.Test", "/", 503, '{"wild": true}'),
    ("x.wild.test:20080", "/", 503, '{"wild": true}'),
    ("wild.test", "/", 404, "none"),
    ("xwild.test", "/", 404, "none"),
    ("other.test", "/exact", 503, '{"wild": true}'),
    ("third.test", "/exact", 202, "exact"),
    ("third.test", "/exact?with=query", 202, "exact"),
    ("third.test", "/EXACT", 404, "none"),
    ("third.test", "/exact/more", 404, "none"),
    ("abc.test", "/", 200, "one letter"),
    ("ac.test", "/", 404, "none"),
    ("abbc.test", "/", 404, "none")])
def test_the_first_rule_whose_conditions_all_hold_answers(rules, host, path, status, body):
    assert get(host, path, PORT) == (status, body)


def test_a_redirect_fills_in_what_it_kept(rules):
    status, _, headers = get_whole("x.wild.test", "/old/page?a=1&b=2", PORT)
    assert status == 301
    assert headers["Location"] == "https://x.wild.test:443/new/old/page?a=1&b=2"


def test_a_fixed_response_has_its_content_type(rules):
    assert get_whole("other.test", "/", PORT)[2]["Content-Type"] == "application/json"


def test_priorities_can_be_swapped_and_rules_changed(rules, elbv2):
    api, wild = rules[1], rules[2]

    def give(*priorities):
        elbv2.set_rule_priorities(RulePriorities=[
            {"RuleArn": arn, "Priority": priority} for arn, priority in
            zip((api, wild), priorities)])
    give(30, 20)
    until("the wider rule wins", lambda: get("x.wild.test", "/api/1", PORT)[0] == 503)
    give(20, 30)
    until("the narrower wins", lambda: get("x.wild.test", "/api/1", PORT)[0] == 200)
    elbv2.modify_rule(RuleArn=api, Actions=[fixed(201, "changed")])
    until("another answer", lambda: get("x.wild.test", "/api/1", PORT) == (201, "changed"))
    elbv2.modify_rule(RuleArn=api, Actions=[fixed(200, "api")])
    until("the old answer", lambda: get("x.wild.test", "/api/1", PORT) == (200, "api"))


@pytest.mark.parametrize("asked, code, words", [
    ({"Protocol": "HTTPS", "Port": 8443}, "UnsupportedProtocol", "HTTPS"),
    ({"Protocol": "TCP", "Port": 8443}, "UnsupportedProtocol", "TCP"),
    ({"Protocol": "HTTP", "Port": LISTENER_PORT}, "DuplicateListener", "already exists")])
def test_a_listener_that_cannot_be_is_refused_by_name(elbv2, balancer, asked, code, words):
    with pytest.raises(ClientError, match=words) as refused:
        elbv2.create_listener(LoadBalancerArn=balancer.arn, DefaultActions=[fixed(404)], **asked)
    assert refused.value.response["Error"]["Code"] == code


def test_a_request_is_forwarded_with_what_the_client_was(web):
    status, body, _ = get_whole(web.host, "/headers", LISTENER_PORT)
    headers = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip()
               for line in body.splitlines()[1:] if ":" in line}
    # Behind a listener of another port than HTTP's, Host names it (AWS).
    assert status == 200 and headers["host"] == f"{web.host}:{LISTENER_PORT + LB_PORT_OFFSET}"
    assert headers["x-forwarded-port"] == str(LISTENER_PORT + LB_PORT_OFFSET)
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"


def test_a_group_without_targets_answers_503(balancer):
    group, rule = balancer.route("nobody")
    try:
        until("503", lambda: get("nobody.test", port=LISTENER_PORT)[0] == 503)
    finally:
        balancer.forget(group, rule)


def test_target_health_tells_state_and_reason(tasks, elbv2, ecs, balancer):
    definition = tasks.define("sick", environment=[{"name": "FAIL_HEALTH", "value": "1"}],
                              **PUBLISHED)
    arn, = tasks.start(definition)
    task = tasks.running(arn)
    instance, = ecs.describe_container_instances(
        containerInstances=[task["containerInstanceArn"]])["containerInstances"]
    sick = {"Id": instance["ec2InstanceId"], "Port": address_of(task)[1]}
    closed = {"Id": instance["ec2InstanceId"], "Port": 1}
    group, rule = balancer.route("sick")

    def health():
        found = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return {one["Target"]["Port"]: one["TargetHealth"] for one in found}
    try:
        elbv2.register_targets(TargetGroupArn=group, Targets=[sick, closed])
        assert {one["State"] for one in health().values()} == {"initial"}
        until("both are judged",
              lambda: {one["State"] for one in health().values()} == {"unhealthy"})
        # Its program may have begun to listen between the checks: the last one's answer is told.
        until("its answer is told", lambda: health()[sick["Port"]] == {
            "State": "unhealthy", "Reason": "Target.ResponseCodeMismatch",
            "Description": "Health checks failed with these codes: [503]"})
        assert health()[1]["Reason"] == "Target.FailedHealthChecks"
        get("task", "/fail?on=0", *reversed(address_of(task)))
        until("it is healthy again", lambda: health()[sick["Port"]] == {"State": "healthy"})
        elbv2.deregister_targets(TargetGroupArn=group, Targets=[sick, closed])
        until("none is left", lambda: health() == {}, 15)
    finally:
        tasks.stop(arn)
        balancer.forget(group, rule)


def test_targets_of_an_unused_group_are_unused(elbv2, ec2, balancer):
    group = elbv2.create_target_group(Name="unused", Protocol="HTTP", Port=80, VpcId=balancer.vpc)
    group = group["TargetGroups"][0]["TargetGroupArn"]
    try:
        machine = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
        elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": machine, "Port": 80}])
        health, = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        assert health["TargetHealth"]["State"] == "unused"
        assert health["TargetHealth"]["Reason"] == "Target.NotInUse"
    finally:
        elbv2.delete_target_group(TargetGroupArn=group)
