#!/usr/bin/python3
"""docs/coverage.md: which AWS operations ikada has, of those that botocore knows.

From the operations.list of each service folder; a test in each folder holds its operation table
equal to that list. With --check nothing is written: exit code 1 tells that the page is out of date.
"""

import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import generate_shapes  # noqa: E402  (its folder is sys.path[0])

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/coverage.md"
HEAD = """# Coverage

Made by `tools/coverage.py` from the operation lists; do not edit. *Known* counts the operations in
the models of Debian's `python3-botocore` and our additions to them. An operation that is not listed
here is refused by name (`UnknownOperationException`, `InvalidAction`).
"""


NOTES = {
    ("ecs", "ExecuteCommand"):
        "for `ikada exec`; of `aws ecs execute-command`, the Session Manager plugin ends with a "
        "message that says so, as it cannot speak the session's stream",
}


def item(folder, name):
    note = NOTES.get((folder, name))
    return f"- {name}: {note}" if note else f"- {name}"


def services():
    """(folder, botocore's name) in the order of CMakeLists.txt."""
    text = (ROOT / "CMakeLists.txt").read_text()
    return re.findall(r"^ikada_shapes\((\w+) SERVICE ([\w-]+)\)", text, re.MULTILINE)


def row(folder, service):
    model = json.loads(generate_shapes.newest_model(service).read_text())
    names = generate_shapes.read_operations(ROOT / "src" / folder / "operations.list")
    protocol = model["metadata"]["protocol"]
    return folder, protocol, sorted(names), len({*model["operations"], *names})


def page():
    rows = sorted(row(*service) for service in services())
    lines = [HEAD, "| service | protocol | built in | known |", "|---|---|---:|---:|"]
    lines += [f"| [{folder}](#{folder}) | {protocol} | {len(names)} | {known} |"
              for folder, protocol, names, known in rows]
    for folder, _, names, _ in rows:
        lines += ["", f"## {folder}", "", *(item(folder, name) for name in names)]
    return "\n".join(lines) + "\n"


def main():
    wanted = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(wanted)
        return 0
    if PAGE.exists() and PAGE.read_text() == wanted:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is out of date; run tools/coverage.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
