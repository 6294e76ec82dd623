#!/usr/bin/python3
"""Seeds one bug per invariant of the simulation and shows that the invariant catches it.

A mutant is one source file with one text replaced. It is compiled beside the debug build and linked
in front of it: the tree is not touched. Each mutant must fail within its number of seeds, with a
failure that its invariant says. `./dev sim --mutants [NAME…]`.
"""
import json
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
WORK = BUILD / "mutants"
HOURS = 2
SEEDS_AT_ONCE = 4
COMPILE_MAX, RUN_MAX = 300, 300  # seconds


@dataclass
class Mutant:
    name: str
    file: str
    old: str
    new: str
    says: str  # a regular expression that the failure must match
    seeds: int = 20


MUTANTS = [
    # ---- tasks
    Mutant("status-goes-back", "src/ecs/task_reports.cpp",
           'if (status == "RUNNING" && task.last_status < TaskStatus::Running) run(task, now);',
           'if (status == "RUNNING") run(task, now);',
           "went back from"),
    Mutant("stopped-runs-again", "src/ecs/task_reports.cpp",
           'if (status == "STOPPED") stop',
           'if (status == "RUNNING") task.desired_status = DesiredStatus::Running;\n'
           'if (status == "STOPPED") stop',
           "shall run again"),
    Mutant("stop-never-sent", "src/ecs/task_reconciler.cpp",
           "task.stop_sent = drained;", "task.stop_sent = false;",
           "is not steady|which is STOPPING|DRAINING"),
    Mutant("stopped-before-drained", "src/ecs/task_reconciler.cpp",
           "const bool drained = left.empty();", "const bool drained = true;",
           "is to stop, and .* still has requests"),
    Mutant("room-free-before-the-end", "src/ecs/task_reconciler.cpp",
           "task.last_status = std::max(task.last_status, status);",
           "task.last_status = drained ? TaskStatus::Stopped : status;",
           "a host port of task .* is taken"),
    Mutant("task-outlives-its-instance", "src/ecs/task_reconciler.cpp",
           "if (seen.node_gone || seen.machine_gone) return end_with_node(seen, now);", "",
           "on an instance that is gone"),
    Mutant("task-outlives-its-service", "src/ecs/task_fate.cpp",
           "return at.service.status != ServiceStatus::Active;", "return at.task.alone && false;",
           "runs for no deployment of"),

    # ---- placement
    Mutant("port-used-twice", "src/ecs/placement.cpp",
           "return view.used_ports.contains(port) ||", "return",
           "two tasks on port"),
    Mutant("attribute-not-looked-at", "src/ecs/placement.cpp",
           "attribute_value(instance, name) != nullptr;",
           "!name.empty() || instance.id.value.empty();",
           "needs an attribute that"),
    Mutant("instance-oversold", "src/ecs/placement.cpp",
           "view.taken.memory_mib +=",
           "if (task.last_status == TaskStatus::Running) view.taken.memory_mib +=",
           "is oversold"),
    Mutant("placement-index-stale", "src/ecs/placement_index.cpp",
           "for (auto& shaped : shapes_) shaped->candidates.move(slot, taken - view.taken);", "",
           "the placement index"),

    # ---- services
    Mutant("above-the-maximum", "src/ecs/deployment_rules.cpp",
           "return {floor, std::max(ceiling, desired)};",
           "return {floor, std::max(ceiling, desired) + 1};",
           "at most .* are allowed"),
    Mutant("below-the-minimum", "src/ecs/deployment_rules.cpp",
           "return {floor, std::max(ceiling, desired)};",
           "return {floor / 2, std::max(ceiling, desired)};",
           "are the minimum"),
    Mutant("gives-up-all-that-fail", "src/ecs/health_rules.cpp",
           "std::min(standing - bounds.floor, wanted)", "std::min(standing, wanted)",
           "running tasks after it gave"),
    Mutant("two-daemons-on-one", "src/ecs/daemon_rules.cpp",
           "{&planning.keepers, &planning.outgoing}", "{&planning.keepers, &planning.keepers}",
           "two tasks of daemon"),
    Mutant("protected-task-stopped", "src/ecs/scale_in.cpp",
           "return first == tasks.end() || is_protected(**first, now) ? tasks.end() : first;",
           "return first;",
           "though it is protected", seeds=100),  # protected ones go last
    Mutant("deletion-never-ends", "src/ecs/service_plan.cpp",
           "next.status = ServiceStatus::Inactive;", "",
           "was deleted and is still DRAINING"),
    Mutant("lost-node-not-noticed", "src/ecs/service_snapshot.cpp",
           "view.node = NodeState::Lost;", "view.node = NodeState::Away;",
           "is not steady"),

    # ---- rollbacks
    Mutant("not-rolled-back", "src/ecs/circuit_breaker_rules.cpp",
           "planning.add(RollBack{target->id});", "",
           "was not rolled back from"),
    Mutant("rolled-back-to-what-failed", "src/ecs/circuit_breaker_rules.cpp",
           "return each.rollout == RolloutState::Completed || each.rolled_back;",
           "return each.rollout != RolloutState::Completed || each.rolled_back;",
           "was rolled back to deployment|was not rolled back from", seeds=60),
    Mutant("rolled-back-without-tasks", "src/ecs/circuit_breaker_rules.cpp",
           "return deployment.rollout == RolloutState::Failed;",
           "return deployment.rollout == RolloutState::Failed || deployment.rolled_back;",
           "rolled back, is not steady"),

    # ---- scheduled tasks
    Mutant("tick-fires-twice", "src/events/rule_controller.cpp",
           "send_to(tx, rule, {event.id, to_text(at_, event), tick});",
           "send_to(tx, rule, {event.id, to_text(at_, event), tick});\n"
           "send_to(tx, rule, {tx.random().uuid(), to_text(at_, event), tick});",
           "has run .* tasks for its tick"),
    Mutant("retry-repeats-tasks", "src/events/delivery.cpp",
           "asked - static_cast<int>(delivery.task_arns.size());", "asked;",
           "has run .* tasks for its tick", seeds=100),  # two tasks, and room for one
    Mutant("missed-ticks-in-a-burst", "src/events/ticks.cpp",
           "const bool is_late = now - *ticks.next >= kLateMax;",
           "const bool is_late = now - *ticks.next >= Seconds{1'000'000};",
           "fires its tick of .* s late"),
    Mutant("ticks-forgotten-at-start", "src/events/rule_controller.cpp",
           "if (!ticks.missed.empty()) note_missed(tx, rule, ticks);", "",
           "has neither fired its tick"),
    Mutant("schedule-forgets-at-start", "src/scheduler/schedule_controller.cpp",
           "if (!ticks.missed.empty()) note_missed(tx, ticks, runs);", "",
           "has neither fired its tick"),
    Mutant("schedule-skips-ticks", "src/scheduler/schedule_controller.cpp",
           "if (!ticks.empty()) runs.done_until = now;",
           "if (!ticks.empty()) runs.done_until = now + Seconds{600};",
           "has neither fired its tick|has not fired its tick"),

    # ---- edges
    Mutant("requests-to-a-draining-target", "src/elbv2/routing.cpp",
           ".draining = target->draining_since.has_value()", ".draining = false",
           "requests still go to"),
    Mutant("task-never-sent", "src/ecs/node_controller.cpp",
           "wants.tasks.push_back(",
           "if (wants.tasks.size() < 3) wants.tasks.push_back(",
           "does not run task"),
    Mutant("deregistration-not-told", "src/ecs/node_controller.cpp",
           "nodes_.forget(arn);", "",
           "is not registered|is not connected|which is STOPPED"),
    Mutant("return-not-noticed", "src/ecs/controllers.cpp",
           "instance.agent_connected = true;",
           "instance.agent_connected = instance.agent_version.empty();",
           "is not connected"),

    # ---- what was acknowledged
    Mutant("write-forgotten", "src/world/core.cpp",
           "append(batch_.changes, std::move(committed.changes));",
           "if (committed.changes.size() > 1) "
           "append(batch_.changes, std::move(committed.changes));",
           "lost: service"),
    Mutant("answered-before-it-is-saved", "src/world/job_runner.cpp",
           "// Behind everything written so far, as it may tell of it.",
           "if (outcome) shared->done(outcome), shared->done = [](const Status&) {};",
           "lost: "),
    Mutant("stop-forgotten", "src/ecs/sweep.cpp",
           "if (task.last_status != TaskStatus::Stopped || !task.stopped_at) return std::nullopt;",
           "if (!task.stopping_at) return std::nullopt; return *task.stopping_at;",
           "lost: task"),
]


def compile_command(file):
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        if entry["file"] == str(ROOT / file):
            return shlex.split(entry["command"])
    raise SystemExit(f"{file} is not compiled: run ./dev build")


def link_command():
    text = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", "ikada"], check=True,
                          capture_output=True, text=True).stdout
    command = re.sub(r"^: && | && :$", "", text.splitlines()[-1])
    return shlex.split(command)


def replaced(command, option, value):
    at = command.index(option)
    return [*command[:at + 1], value, *command[at + 2:]]


def build(mutant):
    folder = WORK / mutant.name
    folder.mkdir(parents=True, exist_ok=True)
    text = (ROOT / mutant.file).read_text()
    if mutant.old not in text:
        return None, f"{mutant.file} no longer says: {mutant.old}"
    source, binary = folder / Path(mutant.file).name, folder / "ikada"
    source.write_text(text.replace(mutant.old, mutant.new, 1))
    compiled = replaced(compile_command(mutant.file), "-o", f"{source}.o")
    compiled = replaced(compiled, "-c", str(source)) + ["-Wno-error"]
    linked = replaced(link_command(), "-o", str(binary))
    linked.insert(linked.index("-o"), f"{source}.o")  # in front of the archives: theirs stays out
    for command in (compiled, linked):
        done = subprocess.run(command, cwd=BUILD, capture_output=True, text=True,
                              timeout=COMPILE_MAX)
        if done.returncode:
            return None, f"does not build: {done.stderr[-800:]}"
    return binary, ""


def run(mutant):
    """None if the invariant caught it, else what happened instead."""
    binary, problem = build(mutant)
    if problem:
        return problem
    said = ""
    for first in range(1, mutant.seeds + 1, SEEDS_AT_ONCE):
        done = subprocess.run([binary, "sim", "--first-seed", str(first), "--seeds",
                               str(SEEDS_AT_ONCE), "--hours", str(HOURS), "--jobs", "2"],
                              capture_output=True, text=True, timeout=RUN_MAX)
        said += done.stdout + done.stderr
        if caught := re.search(rf"^(seed \d+: .*(?:{mutant.says}).*)$", said, re.MULTILINE):
            binary.unlink()
            print(f"  {caught[1]}")
            return None
    return f"not caught in {mutant.seeds} seeds; it said: {said[-400:]}"


def main():
    chosen = [mutant for mutant in MUTANTS if not sys.argv[1:] or mutant.name in sys.argv[1:]]
    missed = 0
    for mutant in chosen:
        print(mutant.name, flush=True)
        if problem := run(mutant):
            missed += 1
            print(f"  MISSED: {problem}", flush=True)
    print(f"{len(chosen) - missed} mutants caught, {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
