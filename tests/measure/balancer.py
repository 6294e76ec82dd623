#!/usr/bin/python3
"""Requests per second through ikada's HAProxy, a hand-written haproxy.cfg, nginx and caddy, on the
same two targets, at 2 and at 1,000 host rules; and changes of targets per second while serving.
Needs the Debian packages haproxy, nginx, caddy and wrk, the target `ikada-balancer`, a quiet
machine.

  balancer.py [--seconds 4] [--rounds 3] [--json]

Rounds go over all of them in turn, so that what else the machine does hits all alike; the median
counts. Everything listens on loopback.
"""
import argparse
import json
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BALANCER = ROOT / "build" / "ikada-balancer"
TARGETS, PORT, RULES = (18101, 18102), 18100, (2, 1000)
CHANGES = 50

NGINX = """daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
worker_processes 1; events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 1000000; server_names_hash_max_size 8192;
  server_names_hash_bucket_size 128;
{body} }}
"""

HAPROXY = """global
    nbthread 2
    maxconn 8192
defaults
    mode http
    timeout connect 4s
    timeout client 60s
    timeout server 60s
    option forwardfor
frontend lb
    bind 127.0.0.1:{port}
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-Port {port}
    use_backend %[req.hdr(host),host_only,lower,map_str({folder}/hosts.map)]
backend web
    balance roundrobin
{servers}
"""


def hosts(rules):
    return [f"h{number}.example.com" for number in range(rules)]


def wait_for(port):
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"nobody listens on {port}")


def write(folder, name, text):
    (folder / name).write_text(text, encoding="ascii")
    return str(folder / name)


def targets(folder):
    answer = 'location / { return 200 "hello\\n"; }'
    servers = "".join(f"server {{ listen 127.0.0.1:{port}; {answer} }}\n" for port in TARGETS)
    config = write(folder, "targets.conf", NGINX.format(folder=folder, body=servers))
    return subprocess.Popen(["/usr/sbin/nginx", "-c", config])


def ikada(folder, rules):
    process = subprocess.Popen([str(BALANCER), str(folder / "ikada"), str(PORT), str(rules),
                                *map(str, TARGETS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
    if process.stdout.readline() != "ready\n":
        raise SystemExit("ikada-balancer is not ready")
    return process


def haproxy(folder, rules):
    write(folder, "hosts.map", "".join(f"{host} web\n" for host in hosts(rules)))
    servers = "\n".join(f"    server t{port} 127.0.0.1:{port} check" for port in TARGETS)
    config = write(folder, "haproxy.cfg", HAPROXY.format(port=PORT, folder=folder, servers=servers))
    return subprocess.Popen(["/usr/sbin/haproxy", "-db", "-f", config])


def nginx(folder, rules):
    upstream = "".join(f"server 127.0.0.1:{port}; " for port in TARGETS)
    passing = ('location / { proxy_pass http://web; proxy_http_version 1.1; '
               'proxy_set_header Connection ""; '
               "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }")
    body = f"upstream web {{ {upstream} keepalive 256; }}\n" + "".join(
        f"server {{ listen 127.0.0.1:{PORT}; server_name {host}; {passing} }}\n"
        for host in hosts(rules))
    text = NGINX.format(folder=folder, body=body).replace("master_process off; ", "")
    text = text.replace("worker_processes 1", "worker_processes 2")
    return subprocess.Popen(["/usr/sbin/nginx", "-c", write(folder, "proxy.conf", text)])


def caddy(folder, rules):
    upstreams = " ".join(f"127.0.0.1:{port}" for port in TARGETS)
    text = "{\n admin off\n auto_https off\n log {\n  level ERROR\n }\n}\n" + "".join(
        f"http://{host}:{PORT} {{\n bind 127.0.0.1\n reverse_proxy {upstreams}\n}}\n"
        for host in hosts(rules))
    return subprocess.Popen(["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config",
                             write(folder, "Caddyfile", text)], stderr=subprocess.DEVNULL)


def end(process):
    if process.stdin:
        process.stdin.close()
    else:
        process.send_signal(signal.SIGTERM)
    process.wait(20)


def requests_per_second(host, seconds):
    output = subprocess.run(["/usr/bin/wrk", "-t1", "-c32", f"-d{seconds}s",
                             "-H", f"Host: {host}:{PORT}", f"http://127.0.0.1:{PORT}/"],
                            check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(output)
    return float(output.split("Requests/sec:")[1].split()[0])


def measure(make, rules, seconds):
    with tempfile.TemporaryDirectory(prefix="balancer-") as name:
        process = make(Path(name), rules)
        try:
            wait_for(PORT)
            requests_per_second(hosts(rules)[-1], 1)
            return requests_per_second(hosts(rules)[-1], seconds)
        finally:
            end(process)


def changes_per_second():
    with tempfile.TemporaryDirectory(prefix="balancer-") as name:
        process = ikada(Path(name), 2)
        load = subprocess.Popen(
            ["/usr/bin/wrk", "-t1", "-c8", "-d600s", "-H", f"Host: h0.example.com:{PORT}",
             f"http://127.0.0.1:{PORT}/"], stdout=subprocess.PIPE, text=True)
        try:
            process.stdin.write(f"change {CHANGES}\n")
            process.stdin.flush()
            seconds = float(process.stdout.readline())
        finally:
            load.send_signal(signal.SIGINT)
            output = load.communicate()[0]
            end(process)
        return {"per_second": round(CHANGES / seconds, 1),
                "failed": "Non-2xx" in output or "Socket errors" in output}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    makers = {make.__name__: make for make in (ikada, haproxy, nginx, caddy)
              if make is not caddy or shutil.which("caddy")}
    found = {(name, rules): [] for rules in RULES for name in makers}
    with tempfile.TemporaryDirectory(prefix="balancer-") as name:
        serving = targets(Path(name))
        try:
            wait_for(TARGETS[1])
            for _ in range(args.rounds):
                for (maker, rules), values in found.items():
                    values.append(measure(makers[maker], rules, args.seconds))
            changes = changes_per_second()
        finally:
            end(serving)
    result = {f"{maker} {rules} rules": round(statistics.median(values))
              for (maker, rules), values in found.items()}
    result["changes of targets"] = changes
    print(json.dumps(result) if args.json else
          "\n".join(f"{key:24} {value}" for key, value in result.items()))


if __name__ == "__main__":
    main()
