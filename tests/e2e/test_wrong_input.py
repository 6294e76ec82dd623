"""Every operation there is, asked wrongly as its model tells: an error in its protocol's shape."""
import json

import botocore.session
import pytest

import aws
import ikada
from aws import form_call

SERVICES = {"ecs": "json", "elbv2": "query", "sts": "query", "ec2": "ec2"}
MODELS = {name: botocore.session.get_session().get_service_model(name) for name in SERVICES}
# Their checks' codes: what each service calls a bad and a missing parameter.
REFUSALS = {"ecs": {"ClientException", "InvalidParameterException", "SerializationException",
                    "ClusterNotFoundException"},
            "elbv2": {"ValidationError"}, "sts": {"ValidationError"},
            "ec2": {"MissingParameter", "InvalidParameterValue", "InvalidParameterCombination"}}


def operations():
    for service in SERVICES:
        for name in ikada.operations(service):
            if name in MODELS[service].operation_names:
                yield service, name


def has_required(service, name):
    shape = MODELS[service].operation_model(name).input_shape
    return bool(shape and shape.required_members)


def call_of(service, name, body):
    """The operation with a body as it is, unchecked by any client."""
    model = MODELS[service]
    if SERVICES[service] == "json":
        return aws.Call(service, body, {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"{model.metadata['targetPrefix']}.{name}"})
    form = f"Action={name}&Version={model.api_version}{body.decode()}"
    return form_call(model.signing_name, form)


def refusal(service, name, body, clients):
    call = call_of(service, name, body)
    answer = aws.send(call, call.signed(clients.key, clients.secret))
    return answer, answer.error(SERVICES[service])


ALL = [pytest.param(service, name, id=f"{service}-{name}") for service, name in operations()]
REQUIRING = [param for param in ALL if has_required(*param.values)]
JSON = [param for param in ALL if SERVICES[param.values[0]] == "json"]


@pytest.mark.parametrize("service, name", REQUIRING)
def test_without_what_is_required(service, name, clients):
    body = b"{}" if SERVICES[service] == "json" else b""
    answer, (code, message) = refusal(service, name, body, clients)
    assert code in REFUSALS[service], (code, message)
    assert 400 <= answer.status < 500 and message


@pytest.mark.parametrize("service, name", ALL)
def test_a_broken_body(service, name, clients):
    body = b'{"a": ' if SERVICES[service] == "json" else b"&a=%ff"
    _, (code, message) = refusal(service, name, body, clients)
    assert code in ("SerializationException", "MalformedQueryString") and message


@pytest.mark.parametrize("service, name", JSON)
def test_each_member_of_a_wrong_kind(service, name, clients):
    shape = MODELS[service].operation_model(name).input_shape
    for member, kind in (shape.members if shape else {}).items():
        wrong = {"list": {}, "map": [], "structure": []}.get(kind.type_name, [[]])
        _, (code, message) = refusal(service, name, json.dumps({member: wrong}).encode(), clients)
        assert code == "SerializationException", (member, code, message)
        assert member in message


@pytest.mark.parametrize("service, name", ALL)
def test_the_version_and_target_are_checked(service, name, clients):
    call = call_of(service, name, b"{}" if SERVICES[service] == "json" else b"")
    if SERVICES[service] == "json":
        call.headers["X-Amz-Target"] = f"Nobody_20200101.{name}"
    else:
        call.body = call.body.replace(MODELS[service].api_version.encode(), b"1999-01-01")
    answer = aws.send(call, call.signed(clients.key, clients.secret))
    code, _ = answer.error(SERVICES[service])
    assert code == ("UnknownOperationException" if SERVICES[service] == "json"
                    else "InvalidAction")
