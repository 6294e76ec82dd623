"""Temporary credentials, presigned calls, packed bodies, the audit trail."""
import gzip
import json
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from aws import ANSWER_MAX, REGION, json_call, send
from ikada import API_PORT, until

URL = f"http://127.0.0.1:{API_PORT}"


@pytest.fixture(scope="module")
def session(clients):
    return clients.sts.get_session_token(DurationSeconds=900)["Credentials"]


def client_with(service, session, **changed):
    keys = {"aws_access_key_id": session["AccessKeyId"],
            "aws_secret_access_key": session["SecretAccessKey"],
            "aws_session_token": session["SessionToken"]} | changed
    return boto3.client(service, endpoint_url=URL, region_name=REGION,
                        config=Config(retries={"total_max_attempts": 1}), **keys)


def code_of(call, *arguments, **named):
    with pytest.raises(ClientError) as refused:
        call(*arguments, **named)
    return refused.value.response["Error"]["Code"]


def test_a_session_signs_as_who_asked_for_it(clients, session):
    assert session["AccessKeyId"].startswith("ASIA")
    identity = client_with("sts", session).get_caller_identity()
    assert identity["Arn"] == clients.sts.get_caller_identity()["Arn"]
    assert "clusterArns" in client_with("ecs", session).list_clusters()


def test_a_session_without_its_token_is_refused_in_each_protocols_words(session):
    for token in (None, "other"):
        wrong = {"aws_session_token": token}
        assert code_of(client_with("ecs", session, **wrong).list_clusters) == \
            "UnrecognizedClientException"
        assert code_of(client_with("sts", session, **wrong).get_caller_identity) == \
            "InvalidClientTokenId"
        assert code_of(client_with("ec2", session, **wrong).describe_vpcs) == "AuthFailure"


def test_a_session_gives_no_sessions(session):
    assert code_of(client_with("sts", session).get_session_token) == "AccessDenied"


def test_a_root_assumes_no_roles(clients):
    with pytest.raises(ClientError) as refused:
        clients.sts.assume_role(RoleArn="arn:aws:iam::000000000000:role/x", RoleSessionName="me")
    assert refused.value.response["Error"] | {"Type": "Sender"} == {
        "Type": "Sender", "Code": "AccessDenied",
        "Message": "Roles may not be assumed by root accounts."}


def presigned(clients, expires):
    request = AWSRequest("GET", f"{URL}/?Action=GetCallerIdentity&Version=2011-06-15")
    SigV4QueryAuth(Credentials(clients.key, clients.secret), "sts", REGION,
                   expires=expires).add_auth(request)
    return request.url


def test_a_presigned_url_needs_no_headers(clients):
    with urllib.request.urlopen(presigned(clients, 60), timeout=ANSWER_MAX) as answer:
        assert b":root</Arn>" in answer.read()


def test_a_presigned_url_that_was_changed_is_refused(clients):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(presigned(clients, 60) + "&Extra=1", timeout=ANSWER_MAX)
    assert refused.value.code == 403
    assert b"<Code>SignatureDoesNotMatch</Code>" in refused.value.read()


def test_a_packed_body_is_unpacked(clients):
    call = json_call("ListClusters", gzip.compress(b'{"maxResults": 1}'))
    call.headers["Content-Encoding"] = "gzip"
    answer = send(call, call.signed(clients.key, clients.secret))
    assert answer.status == 200, answer.body
    assert len(json.loads(answer.body)["clusterArns"]) <= 1


def test_every_call_is_in_the_audit_trail(installation, clients):
    clients.ecs.list_services(cluster="default")
    code_of(clients.ecs.describe_services, cluster="no-such-cluster", services=["x"])

    def records():
        lines = (installation.data / "audit.log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    refused = until("the calls are recorded", lambda: [
        record for record in records() if "no-such-cluster" in record["resources"]])
    assert refused[-1]["error"] == "ClusterNotFoundException"
    done = [record for record in records() if record["action"] == "ecs:ListServices"]
    assert done[-1]["resources"] == ["default"]
    assert done[-1]["status"] == 200 and done[-1]["accessKeyId"] == clients.key
