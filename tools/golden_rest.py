#!/usr/bin/python3
"""REST calls as botocore makes and reads them: src/aws/rest_golden.json, for rest_golden_test.

Requests are serialized and signed by botocore; answers are written here by hand, and botocore must
read from them what they stand for. `--check` does that for the file as it is. Run it without to
write the file anew; the same cases give the same bytes.
"""

import base64
import datetime
import json
import pathlib
import sys
import unittest.mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize

FILE = pathlib.Path(__file__).resolve().parents[1] / "src/aws/rest_golden.json"
KEY_ID, SECRET = "AKIAROOT", "secret"
NOW = datetime.datetime(2023, 11, 14, 22, 13, 20)  # world::testing::kNoon
AT = datetime.datetime(2026, 12, 24, 18, 30, tzinfo=datetime.timezone.utc)
XMLNS = "https://route53.amazonaws.com/doc/2013-04-01/"
PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'
ARN = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/nightly & more"
TARGET = {"Arn": "arn:aws:ecs:us-east-1:000000000000:cluster/hobby", "RoleArn": "arn:aws:iam::0:x",
          "Input": "{\"a\": \"\u00e9\"}",
          "EcsParameters": {"TaskDefinitionArn": "arn:aws:ecs:x", "TaskCount": 2,
                            "Tags": [{"key": "value"}]}}
CHANGE = {"Id": "/change/C1", "Status": "PENDING", "SubmittedAt": AT}
CHANGE_XML = ("<ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status>"
              "<SubmittedAt>2026-12-24T18:30:00.000Z</SubmittedAt></ChangeInfo>")

CASES = [  # name, service, operation, asked, answer, (status, headers, body)
    ("json_body_and_label", "scheduler", "CreateSchedule",
     {"Name": "nightly", "ScheduleExpression": "cron(0 3 * * ? *)", "StartDate": AT,
      "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}, "Target": TARGET,
      "ClientToken": "t-1"},
     {"ScheduleArn": ARN}, (200, {"Content-Type": "application/json"},
                            json.dumps({"ScheduleArn": ARN}, separators=(",", ":")))),
    ("label_with_reserved_characters", "scheduler", "TagResource",
     {"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": "b"}]}, {}, (200, {}, "")),
    ("query_list", "scheduler", "UntagResource",
     {"ResourceArn": ARN, "TagKeys": ["a", "b c", "\u00e9&="]}, {}, (200, {}, "")),
    ("query_number_and_enum", "scheduler", "ListSchedules",
     {"MaxResults": 7, "NamePrefix": "n", "State": "ENABLED", "GroupName": "default"},
     {"Schedules": [{"Name": "nightly", "CreationDate": AT, "State": "ENABLED"}],
      "NextToken": "more"},
     (200, {"Content-Type": "application/json"},
      '{"NextToken":"more","Schedules":[{"CreationDate":1798137000.000,"Name":"nightly",'
      '"State":"ENABLED"}]}')),
    ("json_times", "scheduler", "GetSchedule", {"Name": "nightly"},
     {"Name": "nightly", "StartDate": AT, "Target": {"Arn": "a", "RoleArn": "b"}},
     (200, {"Content-Type": "application/json"},
      '{"Name":"nightly","StartDate":1798137000.000,"Target":{"Arn":"a","RoleArn":"b"}}')),
    ("no_members_but_parameters", "scheduler", "DeleteSchedule",
     {"Name": "nightly", "ClientToken": "c", "GroupName": "g"}, {}, (200, {}, "")),
    ("xml_body_status_and_header", "route53", "CreateHostedZone",
     {"Name": "example.com.", "CallerReference": "<me & you>",
      "VPC": {"VPCRegion": "us-east-1", "VPCId": "vpc-1"},
      "HostedZoneConfig": {"Comment": "a\nb", "PrivateZone": True}},
     {"HostedZone": {"Id": "/hostedzone/Z1", "Name": "example.com.",
                     "CallerReference": "<me & you>",
                     "Config": {"Comment": "a\nb", "PrivateZone": True},
                     "ResourceRecordSetCount": 2},
      "ChangeInfo": CHANGE, "DelegationSet": {"NameServers": ["ns-1.example.", "ns-2.example."]},
      "Location": "https://route53.amazonaws.com/2013-04-01/hostedzone/Z1"},
     (201, {"Content-Type": "text/xml",
            "Location": "https://route53.amazonaws.com/2013-04-01/hostedzone/Z1"},
      f'{PROLOG}<CreateHostedZoneResponse xmlns="{XMLNS}"><HostedZone><Id>/hostedzone/Z1</Id>'
      "<Name>example.com.</Name><CallerReference>&lt;me &amp; you&gt;</CallerReference>"
      "<Config><Comment>a\nb</Comment><PrivateZone>true</PrivateZone></Config>"
      f"<ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>{CHANGE_XML}"
      "<DelegationSet><NameServers><NameServer>ns-1.example.</NameServer>"
      "<NameServer>ns-2.example.</NameServer></NameServers></DelegationSet>"
      "</CreateHostedZoneResponse>")),
    ("xml_lists_of_structures", "route53", "ChangeResourceRecordSets",
     {"HostedZoneId": "Z1", "ChangeBatch": {"Comment": "", "Changes": [
         {"Action": "UPSERT", "ResourceRecordSet": {
             "Name": "a.example.com.", "Type": "A", "TTL": 60, "Weight": 0, "SetIdentifier": "x",
             "ResourceRecords": [{"Value": "192.0.2.1"}, {"Value": "192.0.2.2"}]}},
         {"Action": "DELETE", "ResourceRecordSet": {
             "Name": "b.example.com.", "Type": "A",
             "AliasTarget": {"HostedZoneId": "Z2", "DNSName": "lb.example.com.",
                             "EvaluateTargetHealth": False}}}]}},
     {"ChangeInfo": CHANGE},
     (200, {"Content-Type": "text/xml"},
      f'{PROLOG}<ChangeResourceRecordSetsResponse xmlns="{XMLNS}">{CHANGE_XML}'
      "</ChangeResourceRecordSetsResponse>")),
    ("xml_query_parameters", "route53", "ListResourceRecordSets",
     {"HostedZoneId": "Z1", "StartRecordName": "a.example.com.", "StartRecordType": "TXT",
      "MaxItems": "10"},
     {"ResourceRecordSets": [{"Name": "a.example.com.", "Type": "TXT", "TTL": 60,
                              "ResourceRecords": [{"Value": '"v=spf1 -all"'}]}],
      "IsTruncated": False, "MaxItems": "10"},
     (200, {"Content-Type": "text/xml"},
      f'{PROLOG}<ListResourceRecordSetsResponse xmlns="{XMLNS}"><ResourceRecordSets>'
      "<ResourceRecordSet><Name>a.example.com.</Name><Type>TXT</Type><TTL>60</TTL>"
      "<ResourceRecords><ResourceRecord><Value>&quot;v=spf1 -all&quot;</Value></ResourceRecord>"
      "</ResourceRecords></ResourceRecordSet></ResourceRecordSets>"
      "<IsTruncated>false</IsTruncated><MaxItems>10</MaxItems></ListResourceRecordSetsResponse>")),
    ("xml_label", "route53", "GetChange", {"Id": "C1"}, {"ChangeInfo": CHANGE},
     (200, {"Content-Type": "text/xml"},
      f'{PROLOG}<GetChangeResponse xmlns="{XMLNS}">{CHANGE_XML}</GetChangeResponse>')),
]


class Frozen(datetime.datetime):
    """The clock, stopped."""

    @classmethod
    def utcnow(cls):
        return NOW


def model_of(service):
    loader = botocore.loaders.Loader()
    return botocore.model.ServiceModel(loader.load_service_model(service, "service-2"), service)


def plain(value):
    """As JSON: times in epoch seconds, bytes in base64."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def signed_request(model, service, operation, asked):
    serializer = botocore.serialize.create_serializer(model.metadata["protocol"])
    made = serializer.serialize_to_request(asked, model.operation_model(operation))
    botocore.awsrequest.prepare_request_dict(made, endpoint_url="http://127.0.0.1:4566")
    request = botocore.awsrequest.create_request_object(made)
    credentials = botocore.credentials.Credentials(KEY_ID, SECRET)
    with unittest.mock.patch("botocore.auth.datetime.datetime", Frozen):
        botocore.auth.SigV4Auth(credentials, service, "us-east-1").add_auth(request)
    ready = request.prepare()
    body = ready.body or b""
    headers = {key: value.decode() if isinstance(value, bytes) else value
               for key, value in ready.headers.items()} | {"Host": "127.0.0.1:4566"}
    return {"method": ready.method, "target": ready.url.split(":4566", 1)[1],
            "headers": headers, "body": body if isinstance(body, str) else body.decode()}


def read_answer(model, operation, answer):
    status, headers, body = answer
    shape = model.operation_model(operation).output_shape
    parser = botocore.parsers.create_parser(model.metadata["protocol"])
    parsed = parser.parse({"status_code": status, "body": body.encode(),
                           "headers": botocore.awsrequest.HeadersDict(headers)}, shape)
    parsed.pop("ResponseMetadata", None)
    return plain(parsed)


def case(name, service, operation, *rest):
    asked, answer, (status, headers, body) = rest
    model = model_of(service)
    read = read_answer(model, operation, (status, headers, body))
    if read != plain(answer):
        sys.exit(f"golden_rest: {name}: botocore reads {read}\ninstead of {plain(answer)}")
    return {"name": name, "service": service, "operation": operation,
            "request": signed_request(model, service, operation, asked),
            "asked": plain(asked), "answer": plain(answer),
            "response": {"status": status, "headers": headers, "body": body}}


def main():
    text = json.dumps([case(*row) for row in CASES], indent=1) + "\n"
    if "--check" in sys.argv:
        sys.exit(0 if FILE.read_text() == text else "golden_rest: the file differs; run it again")
    FILE.write_text(text)


if __name__ == "__main__":
    main()
