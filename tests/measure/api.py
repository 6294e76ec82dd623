#!/usr/bin/python3
"""Reads and durable writes a second over sockets, with p50 and p99; needs root and an idle machine.

  api.py [--seconds S] [--clients N,N…] [--json]

Starts an installation of its own on the build at build/ikada. Calls are signed beforehand (a
signature holds for five minutes), so the load generator, wrk from Debian, costs little; it shares
the machine's cores with the server, which verifies every signature. A read is DescribeClusters; a
write is TagResource on a cluster, each time with another value: a committed transaction of its own.
"""
import argparse
import json
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import aws  # noqa: E402
import ikada  # noqa: E402
from ikada import CLUSTER  # noqa: E402
from measure import resident_mib  # noqa: E402

WRK = "/usr/bin/wrk"
SIGNED_WRITES = 5_000  # gone through again and again
SCRIPT = """
local calls, at = dofile("{calls}"), 0
function request()
  at = at % #calls + 1
  return wrk.format("POST", "/", calls[at].headers, calls[at].body)
end
"""


def lua(text):
    return '"' + "".join(c if c.isalnum() or c in " -_/=.,:;" else f"\\{ord(c):03d}"
                         for c in text) + '"'


def as_table(calls, key, secret):
    rows = []
    for call in calls:
        headers = ", ".join(f"[{lua(name)}]={lua(value)}"
                            for name, value in call.signed(key, secret).items())
        rows.append(f"{{headers={{{headers}}}, body={lua(call.body.decode())}}}")
    return "return {" + ",\n".join(rows) + "}\n"


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return round(float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], 2)


def load(calls, keys, clients, seconds):
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder, "calls.lua"), Path(folder, "load.lua")
        table.write_text(as_table(calls, *keys))
        script.write_text(SCRIPT.format(calls=table))
        text = ikada.output(WRK, "--latency", "-t1", f"-c{clients}", f"-d{seconds}s", "-s", script,
                            f"http://127.0.0.1:{ikada.API_PORT}/")
    assert "Non-2xx" not in text, text
    figures = {"clients": clients,
               "per_second": round(float(re.search(r"Requests/sec: +([\d.]+)", text)[1]))}
    for percent in (50, 99):
        found = re.search(rf" {percent}% +([\d.]+(?:us|ms|s))", text)[1]
        figures[f"p{percent}_ms"] = milliseconds(found)
    return figures


def measure(seconds, clients):
    here = ikada.Installation()
    here.start()
    try:
        here.wait_until_served()
        made = aws.Clients(here)
        aws.instances_connected(made.ecs, CLUSTER, ikada.INSTANCES)
        keys = made.key, made.secret
        arn = made.ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]["clusterArn"]
        reads = [aws.json_call("DescribeClusters", {"clusters": [CLUSTER]})]
        writes = [aws.json_call("TagResource", {"resourceArn": arn, "tags": [
            {"key": "n", "value": str(n)}]}) for n in range(SIGNED_WRITES)]
        rest = resident_mib(here.server_pid())
        return {"server_mib_at_rest": rest,
                "reads": [load(reads, keys, count, seconds) for count in clients],
                "writes": [load(writes, keys, count, seconds) for count in clients],
                "server_mib_after": resident_mib(here.server_pid())}
    finally:
        here.purge()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--clients", default="1,16,64")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if not Path(WRK).exists():
        sys.exit("api.py: wrk is missing: apt-get install wrk")
    figures = measure(args.seconds, [int(count) for count in args.clients.split(",")])
    if args.json:
        print(json.dumps(figures, indent=1))
        return
    print(f"server: {figures['server_mib_at_rest']} MiB at rest, "
          f"{figures['server_mib_after']} MiB after")
    for kind in ("reads", "writes"):
        for row in figures[kind]:
            print(f"{kind:7} {row['clients']:4} clients {row['per_second']:7}/s "
                  f"p50 {row['p50_ms']} ms p99 {row['p99_ms']} ms")


if __name__ == "__main__":
    main()
