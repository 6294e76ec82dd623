#!/usr/bin/python3
"""Requests signed by botocore, as text: src/aws/sigv4_golden.txt, which sigv4_test verifies.

Run it again only to add cases; the same cases give the same bytes.
"""

import datetime
import pathlib
import unittest.mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials

KEY_ID, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NOW = datetime.datetime(2026, 11, 22, 23, 55, 51)
JSON = {"Content-Type": "application/x-amz-json-1.1"}
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
CASES = [  # name, service, method, url, headers, body
    ("json_call", "ecs", "POST", "http://127.0.0.1:4566/",
     {**JSON, "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"}, "{}"),
    ("query_call", "elasticloadbalancing", "POST", "http://localhost/", FORM,
     "Action=DescribeLoadBalancers&Version=2015-12-01&Names.member.1=a%20b"),
    ("no_body", "sts", "POST", "https://sts.us-east-1.amazonaws.com/", {}, ""),
    ("query_in_url", "ec2", "GET",
     "http://localhost:80/?Version=2016-11-15&Action=DescribeVpcs&Filter.1.Name=tag%3Aa%2Fb&A=",
     {}, ""),
    ("websocket", "ecs", "GET",
     "http://10.0.0.1:4566/ws?agentHash=4023248&agentVersion=1.57.1&seqNum=1"
     "&clusterArn=arn%3Aaws%3Aecs%3Aus-east-1%3A000000000000%3Acluster%2Fhobby",
     {"Connection": "Upgrade", "Upgrade": "websocket"}, ""),
    ("path_with_escapes", "ecs", "GET", "http://localhost/a%20b/c%2Fd/~e/caf%C3%A9", {}, ""),
    ("path_with_dots", "ecs", "GET", "http://localhost/a//b/./c/../d/", {}, ""),
    ("header_with_blanks", "ecs", "POST", "http://localhost/",
     {"X-Amz-Meta-Note": "  a   b    c  "}, "x"),
    ("utf8_body", "ecs", "POST", "http://localhost/", JSON, '{"name":"caf\u00e9 \u6728"}'),
]


class Frozen(datetime.datetime):
    """The clock, stopped."""

    @classmethod
    def utcnow(cls):
        return NOW


def signed(case):
    _, service, method, url, headers, body = case
    request = botocore.awsrequest.AWSRequest(method, url, dict(headers), body.encode())
    credentials = botocore.credentials.Credentials(KEY_ID, SECRET)
    with unittest.mock.patch("botocore.auth.datetime.datetime", Frozen):
        botocore.auth.SigV4Auth(credentials, service, "us-east-1").add_auth(request)
    return request


def block(case):
    name, service, method, url, _, body = case
    request = signed(case)
    rest = url.split("://", 1)[1]
    host, slash, target = rest.partition("/")
    host = host.removesuffix(":80")  # as botocore signs it and urllib3 sends it
    lines = [f"case {name}", f"service {service}", f"method {method}", f"target {slash}{target}",
             f"header Host: {host}"]
    lines += [f"header {key}: {value}" for key, value in request.headers.items()]
    return "\n".join([*lines, f"body {body}", "end", ""])


def main():
    out = pathlib.Path(__file__).parent.parent / "src/aws/sigv4_golden.txt"
    out.write_text("\n".join(block(case) for case in CASES))


if __name__ == "__main__":
    main()
