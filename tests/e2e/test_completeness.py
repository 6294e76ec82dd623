"""Every operation there is, is called through boto3 by some test; test_javascript.py has the SDK's.
"""
import re
from pathlib import Path

import pytest
from botocore import xform_name

import ikada

FILES = set(Path(__file__).parent.glob("*.py")) - {Path(__file__).with_name("test_javascript.py")}
TEXT = "\n".join(file.read_text() for file in FILES)


@pytest.mark.parametrize("service", ["ecs", "elbv2", "sts", "ec2", "events", "scheduler"])
def test_no_operation_is_forgotten(service):
    def is_called(name):  # as a method, or by its name there, on the wire, of a waiter or paginator
        method = xform_name(name)
        return re.search(rf"""\.{method}\b|["']({method}|{name})["']""", TEXT)
    assert [name for name in ikada.operations(service) if not is_called(name)] == []
