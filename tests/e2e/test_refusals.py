"""Who may not call is refused in AWS's words; what is no call gets an error; the server lives."""
import datetime
import socket
from pathlib import Path

import pytest

import aws
from aws import form_call, json_call

UTC_NOW = datetime.datetime.utcnow

CALLS = {  # shape of the errors → calls that are refused for their signature only
    "json": [lambda **how: json_call("ListClusters", **how)],
    "query": [
        lambda **how: form_call("elasticloadbalancing",
                                "Action=DescribeLoadBalancers&Version=2015-12-01", **how),
        lambda **how: form_call("sts", "Action=GetCallerIdentity&Version=2011-06-15", **how)],
    "ec2": [lambda **how: form_call("ec2", "Action=DescribeVpcs&Version=2016-11-15", **how)],
}
EACH_CALL = [pytest.param(shape, call, id=f"{shape}{n}")
             for shape, calls in CALLS.items() for n, call in enumerate(calls)]

BAD_SIGNATURE = {"json": "InvalidSignatureException", "query": "SignatureDoesNotMatch",
                 "ec2": "AuthFailure"}
EXPIRED = BAD_SIGNATURE | {"ec2": "RequestExpired"}
UNKNOWN_KEY = {"json": "UnrecognizedClientException", "query": "InvalidClientTokenId",
               "ec2": "AuthFailure"}
NO_SIGNATURE = {"json": "MissingAuthenticationTokenException",
                "query": "MissingAuthenticationToken", "ec2": "MissingAuthenticationToken"}


@pytest.fixture(autouse=True)
def server_lives(installation, clients):
    pid = installation.server_pid()
    yield
    assert clients.sts.get_caller_identity()["Account"] == "000000000000"
    assert installation.server_pid() == pid


@pytest.fixture
def keys(clients):
    return clients.key, clients.secret


def answer_to(call, keys):
    return aws.send(call, call.signed(*keys))


@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_a_signed_call_is_answered(shape, call, keys):
    assert answer_to(call(), keys).status == 200


@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_an_unknown_key_is_refused(shape, call, keys):
    code, text = answer_to(call(), ("AKIAIOSFODNN7EXAMPLE", keys[1])).error(shape)
    assert code == UNKNOWN_KEY[shape] and text


@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_a_wrong_secret_is_refused(shape, call, keys):
    code, text = answer_to(call(), (keys[0], "not" + keys[1])).error(shape)
    assert code == BAD_SIGNATURE[shape]
    assert "signature" in text


@pytest.mark.parametrize("minutes", [-10, 10])
@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_a_date_ten_minutes_off_is_refused(shape, call, keys, minutes):
    call = call(at=UTC_NOW() + datetime.timedelta(minutes=minutes))
    code, text = answer_to(call, keys).error(shape)
    assert code == (EXPIRED if minutes < 0 else BAD_SIGNATURE)[shape]
    assert ("Signature expired" if minutes < 0 else "Signature not yet current") in text


@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_a_body_altered_on_the_way_is_refused(shape, call, keys):
    call = call()
    headers = call.signed(*keys)
    call.body += b" "
    headers.pop("Content-Length", None)
    assert aws.send(call, headers).error(shape)[0] == BAD_SIGNATURE[shape]


@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_an_unsigned_call_is_refused(shape, call):
    call = call()
    assert aws.send(call, call.headers).error(shape)[0] == NO_SIGNATURE[shape]


@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_another_region_is_refused_and_ours_named(shape, call, keys):
    code, text = answer_to(call(region="eu-central-1"), keys).error(shape)
    assert code == BAD_SIGNATURE[shape]
    assert aws.REGION in text and "eu-central-1" in text


@pytest.mark.parametrize("call, shape, refusal", [
    (json_call("DeleteCluster", {"cluster": "default"}), "json", "AccessDeniedException"),
    (json_call("RunTask", {"taskDefinition": "x"}), "json", "AccessDeniedException"),
    (json_call("ListServices"), "json", "AccessDeniedException"),
    (form_call("elasticloadbalancing", "Action=DescribeTargetGroups&Version=2015-12-01"), "query",
     "AccessDenied"),
    (form_call("ec2", "Action=DescribeInstances&Version=2016-11-15"), "ec2",
     "UnauthorizedOperation")])
def test_an_instances_key_may_do_only_what_an_agent_does(
        installation, clients, call, shape, refusal):
    pid = min(installation.agent_pids().values())
    variables = dict(line.split("=", 1) for line in
                     Path(f"/proc/{pid}/environ").read_text().split("\0") if "=" in line)
    instance = variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]
    assert instance[0] != clients.key
    assert answer_to(json_call("DiscoverPollEndpoint"), instance).status == 200
    assert answer_to(call, instance).error(shape)[0] == refusal


LONG = "A" + ".1" * 50_000

BROKEN = [
    ("json", json_call("ListClusters", b'{"maxResults": '), "SerializationException"),
    ("json", json_call("ListClusters", b"\xff\xfe\x00"), "SerializationException"),
    ("json", json_call("ListClusters", b"[1]"), "SerializationException"),
    ("json", json_call("ListClusters", b'{"maxResults":"many"}'), "SerializationException"),
    ("json", json_call("ListClusters", b'{"nextToken":' + b"[" * 100_000),
     "SerializationException"),
    ("json", json_call("NoSuchOperation"), "UnknownOperationException"),
    ("query", form_call("elasticloadbalancing", "Version=2015-12-01"), "MissingAction"),
    ("query", form_call("elasticloadbalancing", "Action=NoSuch&Version=2015-12-01"),
     "InvalidAction"),
    ("query", form_call("elasticloadbalancing",
                        f"Action=DescribeLoadBalancers&Version=2015-12-01&{LONG}=1"),
     "MalformedQueryString"),
    ("query", form_call("elasticloadbalancing", "Action=DescribeLoadBalancers&Version=2015-12-01&"
                        + "&".join(f"p{n}=1" for n in range(100_000))), "MalformedQueryString"),
    ("ec2", form_call("ec2", "Action=NoSuch&Version=2016-11-15"), "InvalidAction"),
    ("query", form_call("s3", "Action=ListBuckets"), "InvalidAction"),
]


@pytest.mark.parametrize("shape, call, refusal", BROKEN,
                         ids=[f"{n}-{row[2]}" for n, row in enumerate(BROKEN)])
def test_a_signed_call_that_makes_no_sense_is_refused_in_its_protocols_shape(
        shape, call, refusal, keys):
    assert answer_to(call, keys).error(shape)[0] == refusal


@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_a_body_over_a_mebibyte_is_refused(shape, call, keys):
    call = call()
    call.body = b"x" * (2 * 1024 * 1024)
    data = aws.head(call, call.signed(*keys), Content_Length=len(call.body)) + call.body
    answer = aws.send_bytes(data, ends=False)
    assert answer.status == 413 and answer.error(shape)


@pytest.mark.parametrize("shape, call", EACH_CALL)
def test_a_body_that_breaks_off_is_refused(shape, call, keys):
    call = call()
    headers = call.signed(*keys)
    answer = aws.send_bytes(aws.head(call, headers, Content_Length=10_000) + call.body)
    assert answer.status == 400 and answer.error(shape)


@pytest.mark.parametrize("data, status", [
    (b"\x16\x03\x01\x02\x00 this is TLS, or something like it\r\n\r\n", 400),
    (b"HELLO\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nno colon here\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 100_000 + b"\r\n\r\n", 431)])
def test_what_is_no_http_request_gets_an_error(data, status):
    answer = aws.send_bytes(data)
    assert answer.status == status and answer.error("query")[0]


def test_a_silent_connection_disturbs_nobody(keys):

    with socket.create_connection(("127.0.0.1", aws.API_PORT)) as silent:
        silent.sendall(b"POST / HTTP/1.1\r\nHost:")
        assert answer_to(json_call("ListClusters"), keys).status == 200
