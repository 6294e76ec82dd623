"""Every operation of Elastic Load Balancing v2 through boto3, with its main errors; some by CLI."""
import json
from urllib.parse import urlencode

import pytest

import aws
from aws import refused
from ikada import COMMAND_MAX

NAME = "api-test"
NOWHERE = "arn:aws:elasticloadbalancing:us-east-1:000000000000:"
NO_BALANCER = NOWHERE + "loadbalancer/app/none/0000000000000000"
NO_LISTENER = NOWHERE + "listener/app/none/0000000000000000/0000000000000000"
NO_RULE = NOWHERE + "listener-rule/app/none/0000000000000000/0000000000000000/0000000000000000"
NO_GROUP = NOWHERE + "targetgroup/none/0000000000000000"
ANSWER = {"Type": "fixed-response", "FixedResponseConfig": {
    "StatusCode": "404", "ContentType": "text/plain", "MessageBody": "none"}}


def host(*values):
    return {"Field": "host-header", "HostHeaderConfig": {"Values": list(values)}}


def forward(*groups, **stickiness):
    config = {"TargetGroups": [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in groups]}
    if stickiness:
        config["TargetGroupStickinessConfig"] = stickiness
    return {"Type": "forward", "ForwardConfig": config}


@pytest.fixture(scope="module")
def network(ec2):
    subnets = ec2.describe_subnets()["Subnets"]
    groups = ec2.describe_security_groups()["SecurityGroups"]
    return {"subnets": [one["SubnetId"] for one in subnets], "vpc": subnets[0]["VpcId"],
            "security_groups": [one["GroupId"] for one in groups]}


@pytest.fixture(scope="module")
def lb(elbv2, network):
    made, = elbv2.create_load_balancer(Name=NAME, Subnets=network["subnets"])["LoadBalancers"]
    yield made["LoadBalancerArn"]
    elbv2.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    refused("LoadBalancerNotFound", elbv2.describe_load_balancers,
            LoadBalancerArns=[made["LoadBalancerArn"]])


@pytest.fixture(scope="module")
def listener(elbv2, lb):
    made, = elbv2.create_listener(LoadBalancerArn=lb, Protocol="HTTP", Port=8090,
                                  DefaultActions=[ANSWER])["Listeners"]
    yield made["ListenerArn"]


@pytest.fixture
def group(elbv2, network):
    """Makes target groups by name; they are gone after the test."""
    made = []

    def make(name, **members):
        found, = elbv2.create_target_group(
            **{"Name": name, "Protocol": "HTTP", "Port": 80, "VpcId": network["vpc"]}
            | members)["TargetGroups"]
        made.append(found["TargetGroupArn"])
        return found
    yield make
    for arn in made:
        elbv2.delete_target_group(TargetGroupArn=arn)


def test_a_load_balancer_is_created_once(elbv2, lb, network):
    again, = elbv2.create_load_balancer(Name=NAME, Subnets=network["subnets"])["LoadBalancers"]
    assert again["LoadBalancerArn"] == lb
    assert again["Type"] == "application" and again["Scheme"] == "internet-facing"
    refused("DuplicateLoadBalancerName", elbv2.create_load_balancer, Name=NAME,
            Subnets=network["subnets"], Scheme="internal")


@pytest.mark.parametrize("members, code", [
    ({"Name": "-x"}, "ValidationError"), ({"Name": "internal-x"}, "ValidationError"),
    ({"Name": "x" * 33}, "ValidationError"), ({"Subnets": []}, "ValidationError"),
    ({"Subnets": ["subnet-0", "subnet-1"]}, "SubnetNotFound"),
    ({"SecurityGroups": ["sg-0"]}, "InvalidSecurityGroup"),
    ({"Type": "network"}, "InvalidConfigurationRequest"),
    ({"Type": "gateway"}, "InvalidConfigurationRequest"),
    ({"IpAddressType": "dualstack"}, "InvalidConfigurationRequest"),
    ({"Tags": [{"Key": "a"}, {"Key": "a"}]}, "DuplicateTagKeys"),
    ({"Tags": [{"Key": f"k{n}"} for n in range(51)]}, "TooManyTags")])
def test_a_load_balancer_that_cannot_be_is_refused(elbv2, network, members, code):
    refused(code, elbv2.create_load_balancer,
            **{"Name": "refused", "Subnets": network["subnets"]} | members)


def test_load_balancers_are_described_by_name_arn_and_page(elbv2, lb, balancer):
    found = elbv2.describe_load_balancers(Names=[NAME])["LoadBalancers"]
    assert [one["LoadBalancerArn"] for one in found] == [lb]
    pages = list(elbv2.get_paginator("describe_load_balancers").paginate(
        PaginationConfig={"PageSize": 1}))
    arns = [one["LoadBalancerArn"] for page in pages for one in page["LoadBalancers"]]
    assert {lb, balancer.arn} <= set(arns) and len(pages) == len(arns)
    refused("LoadBalancerNotFound", elbv2.describe_load_balancers, Names=["nobody"])
    refused("LoadBalancerNotFound", elbv2.describe_load_balancers, LoadBalancerArns=[NO_BALANCER])
    elbv2.delete_load_balancer(LoadBalancerArn=NO_BALANCER)


def test_a_load_balancers_attributes(elbv2, lb):
    wanted = {"idle_timeout.timeout_seconds": "61", "routing.http2.enabled": "false",
              "routing.http.preserve_host_header.enabled": "true",
              "routing.http.drop_invalid_header_fields.enabled": "true",
              "routing.http.xff_client_port.enabled": "true",
              "routing.http.xff_header_processing.mode": "preserve"}
    elbv2.modify_load_balancer_attributes(LoadBalancerArn=lb, Attributes=[
        {"Key": key, "Value": value} for key, value in wanted.items()])
    found = elbv2.describe_load_balancer_attributes(LoadBalancerArn=lb)["Attributes"]
    found = {one["Key"]: one["Value"] for one in found}
    assert wanted.items() <= found.items()
    assert found["access_logs.s3.enabled"] == "false"
    for key, value, code in [("idle_timeout.timeout_seconds", "4001", "ValidationError"),
                             ("no.such.thing", "1", "ValidationError"),
                             ("routing.http2.enabled", "yes", "ValidationError"),
                             ("access_logs.s3.enabled", "true", "InvalidConfigurationRequest")]:
        assert key in refused(code, elbv2.modify_load_balancer_attributes, LoadBalancerArn=lb,
                              Attributes=[{"Key": key, "Value": value}])
    refused("LoadBalancerNotFound", elbv2.describe_load_balancer_attributes,
            LoadBalancerArn=NO_BALANCER)


def test_a_load_balancer_is_moved(elbv2, lb, network):
    set_ = elbv2.set_security_groups(LoadBalancerArn=lb, SecurityGroups=network["security_groups"])
    assert set_["SecurityGroupIds"] == network["security_groups"]
    refused("InvalidSecurityGroup", elbv2.set_security_groups, LoadBalancerArn=lb,
            SecurityGroups=["sg-0"])
    moved = elbv2.set_subnets(LoadBalancerArn=lb, Subnets=network["subnets"])
    assert [one["SubnetId"] for one in moved["AvailabilityZones"]] == network["subnets"]
    refused("SubnetNotFound", elbv2.set_subnets, LoadBalancerArn=lb, Subnets=["subnet-0"])
    refused("ValidationError", elbv2.set_subnets, LoadBalancerArn=lb,
            Subnets=network["subnets"][:1])
    assert elbv2.set_ip_address_type(LoadBalancerArn=lb,
                                     IpAddressType="ipv4")["IpAddressType"] == "ipv4"
    refused("InvalidConfigurationRequest", elbv2.set_ip_address_type, LoadBalancerArn=lb,
            IpAddressType="dualstack")


def test_deletion_protection_holds(elbv2, lb):
    def protect(value):
        elbv2.modify_load_balancer_attributes(LoadBalancerArn=lb, Attributes=[
            {"Key": "deletion_protection.enabled", "Value": value}])
    protect("true")
    refused("OperationNotPermitted", elbv2.delete_load_balancer, LoadBalancerArn=lb)
    protect("false")


def test_listeners(elbv2, lb, listener):
    found, = elbv2.describe_listeners(LoadBalancerArn=lb)["Listeners"]
    assert found["ListenerArn"] == listener and found["DefaultActions"] == [ANSWER]
    assert elbv2.describe_listeners(ListenerArns=[listener])["Listeners"] == [found]
    changed, = elbv2.modify_listener(ListenerArn=listener, Port=8091)["Listeners"]
    assert changed["Port"] == 8091
    elbv2.modify_listener(ListenerArn=listener, Port=8090)
    refused("DuplicateListener", elbv2.create_listener, LoadBalancerArn=lb, Protocol="HTTP",
            Port=8090, DefaultActions=[ANSWER])
    refused("UnsupportedProtocol", elbv2.create_listener, LoadBalancerArn=lb, Protocol="HTTPS",
            Port=443, DefaultActions=[ANSWER])
    refused("LoadBalancerNotFound", elbv2.describe_listeners, LoadBalancerArn=NO_BALANCER)
    refused("ListenerNotFound", elbv2.describe_listeners, ListenerArns=[NO_LISTENER])
    refused("ListenerNotFound", elbv2.modify_listener, ListenerArn=NO_LISTENER, Port=1)
    refused("ListenerNotFound", elbv2.delete_listener, ListenerArn=NO_LISTENER)
    refused("ValidationError", elbv2.describe_rules, ListenerArn="not-an-arn")


def test_attributes_of_a_listener(clients, listener):
    """Newer than Debian's botocore."""
    def call(operation, key=None, value=None, arn=listener):
        fields = {"Action": operation, "Version": "2015-12-01", "ListenerArn": arn}
        if key:
            fields |= {"Attributes.member.1.Key": key, "Attributes.member.1.Value": value}
        made = aws.form_call("elasticloadbalancing", urlencode(fields))
        return aws.send(made, made.signed(clients.key, clients.secret))
    frames = "routing.http.response.x_frame_options.header_value"
    shown = call("DescribeListenerAttributes")
    assert shown.status == 200 and frames.encode() in shown.body
    changed = call("ModifyListenerAttributes", frames, "DENY")
    assert changed.status == 200 and b"<Value>DENY</Value>" in changed.body
    assert b"<Value>DENY</Value>" in call("DescribeListenerAttributes").body
    wrong = call("ModifyListenerAttributes", frames, "a\r\nb")
    assert wrong.error("query")[0] == "ValidationError"
    gone = call("DescribeListenerAttributes", arn=NO_LISTENER)
    assert gone.error("query")[0] == "ListenerNotFound"


@pytest.mark.parametrize("action, code", [
    ({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301"}},
     "InvalidLoadBalancerAction"),
    ({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Port": "8090",
                                             "Protocol": "HTTP"}}, "InvalidLoadBalancerAction"),
    ({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Path": "/#{nothing}"}},
     "ValidationError"),
    ({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Path": "x"}},
     "ValidationError"),
    ({"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "302"}}, "ValidationError"),
    ({"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200",
                                                        "ContentType": "image/png"}},
     "ValidationError"),
    ({"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200",
                                                        "MessageBody": "x" * 1025}},
     "ValidationError"),
    ({"Type": "forward", "TargetGroupArn": NO_GROUP}, "TargetGroupNotFound"),
    ({"Type": "authenticate-cognito", "AuthenticateCognitoConfig": {
        "UserPoolArn": "a", "UserPoolClientId": "b", "UserPoolDomain": "c"}},
     "InvalidLoadBalancerAction"),
    (forward(*[(NO_GROUP, 1)] * 6), "TooManyUniqueTargetGroupsPerLoadBalancer")])
def test_an_action_that_cannot_be_is_refused(elbv2, listener, action, code):
    refused(code, elbv2.create_rule, ListenerArn=listener, Priority=1,
            Conditions=[host("a.test")], Actions=[action])


def test_rules(elbv2, listener, group):
    one, two = group("rules-one")["TargetGroupArn"], group("rules-two")["TargetGroupArn"]
    conditions = [
        host("*.example.com"), {"Field": "path-pattern", "Values": ["/img/*"]},
        {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Beta",
                                                      "Values": ["yes"]}},
        {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
        {"Field": "source-ip", "SourceIpConfig": {"Values": ["127.0.0.0/8"]}}]
    rule, = elbv2.create_rule(
        ListenerArn=listener, Priority=7, Conditions=conditions,
        Actions=[forward((one, 3), (two, 1), Enabled=True, DurationSeconds=60)])["Rules"]
    try:
        assert rule["Priority"] == "7" and not rule["IsDefault"]
        assert rule["Conditions"][2:] == conditions[2:]
        assert rule["Conditions"][1] == {"Field": "path-pattern", "Values": ["/img/*"],
                                         "PathPatternConfig": {"Values": ["/img/*"]}}
        assert rule["Actions"] == [forward((one, 3), (two, 1), Enabled=True, DurationSeconds=60)]
        assert elbv2.describe_rules(RuleArns=[rule["RuleArn"]])["Rules"] == [rule]
        refused("PriorityInUse", elbv2.create_rule, ListenerArn=listener, Priority=7,
                Conditions=[host("b.test")], Actions=[ANSWER])
        changed, = elbv2.modify_rule(RuleArn=rule["RuleArn"], Actions=[
            {"Type": "forward", "TargetGroupArn": one}], Conditions=[
            {"Field": "query-string", "QueryStringConfig": {"Values": [
                {"Key": "v", "Value": "2"}, {"Value": "beta"}]}}])["Rules"]
        assert changed["Actions"][0]["TargetGroupArn"] == one
        assert changed["Actions"][0]["ForwardConfig"]["TargetGroups"] == [
            {"TargetGroupArn": one, "Weight": 1}]
        moved, = elbv2.set_rule_priorities(RulePriorities=[
            {"RuleArn": rule["RuleArn"], "Priority": 8}])["Rules"]
        assert moved["Priority"] == "8"
        refused("ResourceInUse", elbv2.delete_target_group, TargetGroupArn=one)
        default = elbv2.describe_rules(ListenerArn=listener)["Rules"][-1]
        assert default["IsDefault"]
        refused("OperationNotPermitted", elbv2.delete_rule, RuleArn=default["RuleArn"])
        for call in (elbv2.delete_rule, elbv2.modify_rule):
            refused("RuleNotFound", call, RuleArn=NO_RULE)
    finally:
        elbv2.delete_rule(RuleArn=rule["RuleArn"])


def test_a_hundred_rules_and_no_more(elbv2, listener):
    made = [elbv2.create_rule(ListenerArn=listener, Priority=n, Conditions=[host(f"h{n}.test")],
                              Actions=[ANSWER])["Rules"][0]["RuleArn"] for n in range(1, 101)]
    try:
        refused("TooManyRules", elbv2.create_rule, ListenerArn=listener, Priority=101,
                Conditions=[host("one-more.test")], Actions=[ANSWER])
        pages = elbv2.get_paginator("describe_rules").paginate(
            ListenerArn=listener, PaginationConfig={"PageSize": 40})
        found = [rule for page in pages for rule in page["Rules"]]
        assert [rule["RuleArn"] for rule in found[:-1]] == made and found[-1]["IsDefault"]
    finally:
        for arn in made:
            elbv2.delete_rule(RuleArn=arn)


def test_one_action_answers(elbv2, listener):
    refused("TooManyActions", elbv2.create_rule, ListenerArn=listener, Priority=1,
            Conditions=[host("a.test")], Actions=[ANSWER, ANSWER])


def test_fifty_listeners_and_no_more(elbv2, lb, listener):
    made = [elbv2.create_listener(LoadBalancerArn=lb, Protocol="HTTP", Port=8100 + n,
                                  DefaultActions=[ANSWER])["Listeners"][0]["ListenerArn"]
            for n in range(49)]
    try:
        refused("TooManyListeners", elbv2.create_listener, LoadBalancerArn=lb, Protocol="HTTP",
                Port=8199, DefaultActions=[ANSWER])
    finally:
        for arn in made:
            elbv2.delete_listener(ListenerArn=arn)


def test_fifty_load_balancers_and_no_more(elbv2, lb, network):
    there = len(elbv2.describe_load_balancers()["LoadBalancers"])
    made = [elbv2.create_load_balancer(Name=f"many-{n}", Subnets=network["subnets"])
            ["LoadBalancers"][0]["LoadBalancerArn"] for n in range(50 - there)]
    try:
        refused("TooManyLoadBalancers", elbv2.create_load_balancer, Name="one-more",
                Subnets=network["subnets"])
    finally:
        for arn in made:
            elbv2.delete_load_balancer(LoadBalancerArn=arn)


def test_a_target_group_serves_one_load_balancer(elbv2, listener, balancer, group):
    arn = group("one-balancer")["TargetGroupArn"]
    of = {"Priority": 900, "Conditions": [host("a.test")],
          "Actions": [{"Type": "forward", "TargetGroupArn": arn}]}
    rule, = elbv2.create_rule(ListenerArn=listener, **of)["Rules"]
    try:
        refused("TargetGroupAssociationLimit", elbv2.create_rule,
                ListenerArn=balancer.listener, **of)
    finally:
        elbv2.delete_rule(RuleArn=rule["RuleArn"])


def test_target_groups(elbv2, group, network):
    made = group("groups", HealthCheckProtocol="HTTPS", HealthCheckPath="/up",
                 HealthCheckPort="9000", HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2,
                 HealthyThresholdCount=2, UnhealthyThresholdCount=10,
                 Matcher={"HttpCode": "200-204,301"}, TargetType="ip")
    arn = made["TargetGroupArn"]
    assert made["TargetType"] == "ip" and made["HealthCheckProtocol"] == "HTTPS"
    assert made["Matcher"] == {"HttpCode": "200-204,301"} and made["HealthCheckPort"] == "9000"
    assert elbv2.describe_target_groups(Names=["groups"])["TargetGroups"] == [
        made | {"LoadBalancerArns": []}]
    refused("DuplicateTargetGroupName", elbv2.create_target_group, Name="groups", Protocol="HTTP",
            Port=81, VpcId=network["vpc"])
    changed, = elbv2.modify_target_group(TargetGroupArn=arn, HealthCheckPath="/",
                                         HealthCheckProtocol="HTTP")["TargetGroups"]
    assert changed["HealthCheckPath"] == "/" and changed["HealthCheckProtocol"] == "HTTP"
    for asked in ({"HealthCheckIntervalSeconds": 301}, {"HealthCheckTimeoutSeconds": 5},
                  {"HealthyThresholdCount": 11}, {"Matcher": {"HttpCode": "500"}},
                  {"HealthCheckPath": "up"}, {"HealthCheckPort": "http"},
                  {"HealthCheckProtocol": "TCP"}, {"HealthCheckEnabled": False}):
        refused("ValidationError", elbv2.modify_target_group, TargetGroupArn=arn, **asked)
    refused("TargetGroupNotFound", elbv2.modify_target_group, TargetGroupArn=NO_GROUP)
    refused("TargetGroupNotFound", elbv2.describe_target_groups, Names=["nobody"])
    elbv2.delete_target_group(TargetGroupArn=NO_GROUP)


@pytest.mark.parametrize("members, code", [
    ({"TargetType": "lambda"}, "InvalidConfigurationRequest"),
    ({"TargetType": "alb"}, "InvalidConfigurationRequest"),
    ({"Protocol": "HTTPS"}, "UnsupportedProtocol"), ({"Protocol": "TCP"}, "UnsupportedProtocol"),
    ({"ProtocolVersion": "HTTP2"}, "InvalidConfigurationRequest"),
    ({"ProtocolVersion": "GRPC"}, "InvalidConfigurationRequest"),
    ({"IpAddressType": "ipv6"}, "InvalidConfigurationRequest"),
    ({"VpcId": "vpc-0"}, "ValidationError"), ({"Name": "a_b"}, "ValidationError")])
def test_a_target_group_that_cannot_be_is_refused(elbv2, network, members, code):
    refused(code, elbv2.create_target_group,
            **{"Name": "refused", "Protocol": "HTTP", "Port": 80, "VpcId": network["vpc"]}
            | members)


def test_a_target_groups_attributes(elbv2, group):
    arn = group("attributes")["TargetGroupArn"]

    def modify(**attributes):
        return elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[
            {"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()])
    modify(stickiness__enabled="true", stickiness__type="app_cookie",
           stickiness__app_cookie__cookie_name="session", slow_start__duration_seconds="30",
           deregistration_delay__timeout_seconds="5")
    found = elbv2.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    found = {one["Key"]: one["Value"] for one in found}
    assert found["stickiness.app_cookie.cookie_name"] == "session"
    assert found["load_balancing.algorithm.type"] == "round_robin"
    refused("InvalidConfigurationRequest", modify, stickiness__app_cookie__cookie_name="AWSALB2")
    refused("InvalidConfigurationRequest", modify,
            load_balancing__algorithm__type="least_outstanding_requests")
    modify(slow_start__duration_seconds="0",
           load_balancing__algorithm__type="least_outstanding_requests")
    for key, value in (("slow_start__duration_seconds", "29"), ("stickiness__type", "source_ip"),
                       ("deregistration_delay__timeout_seconds", "3601")):
        refused("ValidationError", modify, **{key: value})
    refused("TargetGroupNotFound", elbv2.describe_target_group_attributes, TargetGroupArn=NO_GROUP)


def test_targets(elbv2, ec2, group):
    arn = group("targets")["TargetGroupArn"]
    machine = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    elbv2.register_targets(TargetGroupArn=arn, Targets=[{"Id": machine}])
    one, = elbv2.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
    assert one["Target"] == {"Id": machine, "Port": 80}
    assert one["TargetHealth"]["Reason"] == "Target.NotInUse"
    one, = elbv2.describe_target_health(TargetGroupArn=arn, Targets=[
        {"Id": machine, "Port": 99}])["TargetHealthDescriptions"]
    assert one["TargetHealth"]["State"] == "unused"
    assert one["TargetHealth"]["Reason"] == "Target.NotRegistered"
    elbv2.deregister_targets(TargetGroupArn=arn, Targets=[{"Id": machine}])
    assert not elbv2.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
    refused("InvalidTarget", elbv2.register_targets, TargetGroupArn=arn,
            Targets=[{"Id": "i-00000000000000000"}])
    addresses = group("targets-ip", TargetType="ip")["TargetGroupArn"]
    elbv2.register_targets(TargetGroupArn=addresses, Targets=[
        {"Id": "192.168.7.7", "AvailabilityZone": "all"}])
    one, = elbv2.describe_target_health(TargetGroupArn=addresses)["TargetHealthDescriptions"]
    assert one["Target"] == {"Id": "192.168.7.7", "Port": 80, "AvailabilityZone": "all"}
    refused("InvalidTarget", elbv2.register_targets, TargetGroupArn=addresses,
            Targets=[{"Id": "8.8.8.8", "AvailabilityZone": "all"}])
    refused("TooManyTargets", elbv2.register_targets, TargetGroupArn=arn,
            Targets=[{"Id": machine, "Port": 1 + n} for n in range(1001)])
    for call in (elbv2.register_targets, elbv2.deregister_targets):
        refused("TargetGroupNotFound", call, TargetGroupArn=NO_GROUP, Targets=[{"Id": machine}])
    refused("TargetGroupNotFound", elbv2.describe_target_health, TargetGroupArn=NO_GROUP)


def test_tags(elbv2, lb, listener):
    elbv2.add_tags(ResourceArns=[lb, listener], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b"}])
    found = elbv2.describe_tags(ResourceArns=[lb, listener])["TagDescriptions"]
    assert [one["ResourceArn"] for one in found] == [lb, listener]
    assert {"Key": "a", "Value": "1"} in found[1]["Tags"]
    elbv2.remove_tags(ResourceArns=[lb, listener], TagKeys=["a", "b"])
    assert elbv2.describe_tags(ResourceArns=[lb])["TagDescriptions"][0]["Tags"] == []
    refused("DuplicateTagKeys", elbv2.add_tags, ResourceArns=[lb],
            Tags=[{"Key": "a"}, {"Key": "a"}])
    refused("TooManyTags", elbv2.add_tags, ResourceArns=[lb],
            Tags=[{"Key": f"k{n}"} for n in range(51)])
    for arn, code in ((NO_BALANCER, "LoadBalancerNotFound"), (NO_LISTENER, "ListenerNotFound"),
                      (NO_RULE, "RuleNotFound"), (NO_GROUP, "TargetGroupNotFound")):
        refused(code, elbv2.describe_tags, ResourceArns=[arn])
        refused(code, elbv2.remove_tags, ResourceArns=[arn], TagKeys=["a"])


def test_certificates_wait_for_https(elbv2, listener):
    assert elbv2.describe_listener_certificates(ListenerArn=listener)["Certificates"] == []
    certificate = [{"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/none"}]
    refused("CertificateNotFound", elbv2.add_listener_certificates, ListenerArn=listener,
            Certificates=certificate)
    elbv2.remove_listener_certificates(ListenerArn=listener, Certificates=certificate)
    refused("ListenerNotFound", elbv2.describe_listener_certificates, ListenerArn=NO_LISTENER)


def test_policies_and_limits(elbv2):
    policy, = elbv2.describe_ssl_policies(
        Names=["ELBSecurityPolicy-TLS13-1-2-2021-06"])["SslPolicies"]
    assert policy["SslProtocols"] == ["TLSv1.2", "TLSv1.3"]
    assert policy["Ciphers"][0] == {"Name": "TLS_AES_128_GCM_SHA256", "Priority": 1}
    refused("SSLPolicyNotFound", elbv2.describe_ssl_policies, Names=["none"])
    first = elbv2.describe_account_limits(PageSize=3)
    rest = elbv2.describe_account_limits(Marker=first["NextMarker"])
    limits = {one["Name"]: one["Max"] for one in first["Limits"] + rest["Limits"]}
    assert len(first["Limits"]) == 3
    assert limits["rules-per-application-load-balancer"] == "100"


def test_the_cli_speaks_it_too(cli, lb, listener):
    def run(*arguments):
        return json.loads(cli.run("elbv2", *arguments, "--output", "json") or "null")
    rule, = run("create-rule", "--listener-arn", listener, "--priority", "3", "--conditions",
                "Field=path-pattern,Values=/cli/*", "--actions",
                "Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_302}"
                )["Rules"]
    assert rule["Conditions"][0]["PathPatternConfig"] == {"Values": ["/cli/*"]}
    assert rule["Actions"][0]["RedirectConfig"]["Path"] == "/#{path}"
    run("delete-rule", "--rule-arn", rule["RuleArn"])
    found, = run("describe-load-balancers", "--names", NAME)["LoadBalancers"]
    assert found["LoadBalancerArn"] == lb and found["State"]["Code"] == "active"
    assert run("describe-account-limits")["Limits"]
    process = cli.begin("elbv2", "describe-target-groups", "--names", "nobody")
    text, _ = process.communicate(timeout=COMMAND_MAX)
    assert process.returncode == 254 and "(TargetGroupNotFound)" in text
