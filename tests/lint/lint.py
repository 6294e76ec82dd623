#!/usr/bin/python3
"""Holds the code to its budgets, banned calls, include directions and layout.

  lint.py [--no-format] [--tighten]

What exceeded a limit when the rule came stands in ratchet.json: it may shrink, never grow. Where it
has shrunk, --tighten writes the smaller number down; nothing adds to the file but a reviewer."""

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rules import File, findings_in, modules_of  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
RATCHET = Path(__file__).with_name("ratchet.json")
READ = ("src/**/*.cpp", "src/**/*.hpp", "bench/**/*.cpp", "bench/**/*.hpp", "tests/**/*.py",
        "tests/**/*.cpp", "tools/**/*.py", "bench/**/*.py", "examples/**/*.sh", "dev")
CLANG_FORMAT_MAX = 300  # seconds


def measured(findings):
    """key -> (value, findings): the greatest value, or how many there are of what may not be."""
    by_key = defaultdict(list)
    for finding in findings:
        by_key[finding.key()].append(finding)
    return {key: (sum(f.value for f in group) if not group[0].limit
                  else max(f.value for f in group), group)
            for key, group in by_key.items()}


def judge(findings, ratchet):
    """(complaints, tightened ratchet)."""
    seen = measured(findings)
    complaints, tightened = [], {}
    for key, (value, group) in sorted(seen.items()):
        allowed = ratchet.get(key, 0)
        if value > allowed:
            complaints += map(str, group)
        else:
            tightened[key] = value
    for key, allowed in sorted(ratchet.items()):
        value = seen[key][0] if key in seen else 0
        if value < allowed:
            complaints.append(f"ratchet.json: {key} is {value}, no longer {allowed}: "
                              "write it down with tests/lint/lint.py --tighten")
        if key not in tightened and value > 0:
            tightened[key] = allowed
    return complaints, tightened


def read_tree(root):
    modules = modules_of((root / "CMakeLists.txt").read_text())
    for pattern in READ:
        for path in sorted(root.glob(pattern)):
            yield File(str(path.relative_to(root)), path.read_text(), modules)


def badly_formatted(root):
    """clang-format's complaints, one a line."""
    files = sorted(str(p.relative_to(root)) for p in root.glob("src/**/*.?pp"))
    half = [files[::2], files[1::2]]
    runs = [subprocess.Popen(["/usr/bin/clang-format", "--dry-run", "-Werror",
                              "-ferror-limit=1", *part],
                             cwd=root, stderr=subprocess.PIPE, text=True)
            for part in half if part]
    text = "".join(run.communicate(timeout=CLANG_FORMAT_MAX)[1] for run in runs)
    return [line + " (./dev fmt)" for line in text.splitlines() if ": error:" in line]


def main():
    parser = argparse.ArgumentParser(description="the project's lint")
    parser.add_argument("--no-format", action="store_true", help="leave clang-format out")
    parser.add_argument("--tighten", action="store_true", help="lower ratchet.json to what is")
    options = parser.parse_args()

    ratchet = json.loads(RATCHET.read_text())
    findings = [finding for file in read_tree(ROOT) for finding in findings_in(file)]
    complaints, tightened = judge(findings, ratchet)
    if options.tighten:
        RATCHET.write_text(json.dumps(tightened, indent=2, sort_keys=True) + "\n")
        complaints, _ = judge(findings, tightened)
    if not options.no_format:
        complaints += badly_formatted(ROOT)
    for complaint in complaints:
        print(complaint)
    print(f"lint: {len(complaints)} complaints" if complaints else "lint: clean", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
