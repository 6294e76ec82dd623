"""The rules: each takes a File and yields Findings. Which folder is what stands in the tables."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from cpp_scan import functions_of, without_literals

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 60
PARAMETERS_MAX = 4
NESTING_MAX = 3
COLUMNS_MAX = 100

# May read the clock: they talk to the outside. `sample` is a program for itself.
CLOCK_FOLDERS = {"net", "os", "haproxy", "docker", "providers", "agent", "cli", "sample"}
CLOCK_FILES = re.compile(r"src/(base/clock\.|sim/main)")

# One folder per AWS service; they meet only through api.hpp.
SERVICES = {"sts", "ec2", "elbv2", "ecs", "iam", "autoscaling", "appscaling", "events", "scheduler",
            "cloudwatch", "logs", "ecr", "acm", "rds", "ssm", "secretsmanager", "route53",
            "servicediscovery"}
# Decide and compute: no threads of their own, no waiting.
PURE_FOLDERS = SERVICES | {"base", "schema", "ports", "aws"}
PURE_FILES = re.compile(r"^(?:\w+_reconciler|\w+_rules|placement\w*)\.[ch]pp$")

BANNED_EVERYWHERE = {
    "using namespace": re.compile(r"\busing\s+namespace\b"),
    "std::views (the fuzz build's clang 14 cannot do them)":
        re.compile(r"\bstd::(?:ranges::)?views::"),
    "a std::ranges algorithm that returns a subrange (clang 14 cannot do them)":
        re.compile(r"\bstd::ranges::(?:(?:stable_)?partition|remove(?:_if)?|unique|rotate|"
                   r"equal_range|search|find_end)\b"),
    "printf": re.compile(r"\bv?(?:f|s|sn|d)?printf\s*\("),
}
THREAD = re.compile(r"\bstd::j?thread\b|\bstd::async\b")
SLEEP = re.compile(r"\bsleep_(?:for|until)\s*\(|\b(?:u|nano)?sleep\s*\(")
CLOCK = re.compile(r"::now\s*\(")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")  # split: this file is read too
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SOCKETS = re.compile(r"^boost/(?:asio|beast)\b")
SHAPES = re.compile(r"\bikada_(\w+)_shapes\b")  # a service's generated structs, without the service
MODULE = re.compile(r"^\s*ikada_module\(([^)]*)\)", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    text: str
    value: int = 1   # what is measured; 1 each for what may not be at all
    limit: int = 0
    symbol: str = ""

    def key(self):
        return " ".join(part for part in (self.rule, self.path, self.symbol) if part)

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


@dataclass
class File:
    path: str  # from the repository's root
    text: str
    modules: dict = field(default_factory=dict)  # folder -> all folders it may use

    @property
    def folder(self):
        parts = self.path.split("/")
        return parts[1] if parts[0] == "src" and len(parts) > 2 else ""

    @property
    def name(self):
        return Path(self.path).name

    @property
    def is_cpp(self):
        return self.path.endswith((".cpp", ".hpp"))


def modules_of(cmake_text):
    """folder -> every folder (or generated header) it may use, from the ikada_module() lines."""
    direct = {}
    for match in MODULE.finditer(cmake_text):
        words = match.group(1).split()
        uses = words[words.index("USES") + 1:] if "USES" in words else []
        uses = uses[: uses.index("LIBS")] if "LIBS" in uses else uses
        direct[words[0]] = uses + [f"{name}/shapes.hpp" for name in SHAPES.findall(match.group(1))]
    reached = {}
    for name in direct:
        seen, todo = set(), [name]
        while todo:
            module = todo.pop()
            if module not in seen:
                seen.add(module)
                todo += direct.get(module, [])
        reached[name] = seen
    return reached


def layout(file):
    lines = file.text.split("\n")
    count = len(lines) - (not lines[-1])
    if count > FILE_LINES_MAX:
        yield Finding(file.path, 1, "file-lines", f"{count} lines, at most {FILE_LINES_MAX}",
                      count, FILE_LINES_MAX)
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield Finding(file.path, number, "columns", f"{len(line)}, at most {COLUMNS_MAX}")
        if UNFINISHED.search(line):
            yield Finding(file.path, number, "unfinished", "do it, or file an issue")


def measure(path, function):
    """(rule, value, limit, what) of everything that is measured in a function."""
    for rule, value, limit, what in (
            ("function-lines", function.lines, FUNCTION_LINES_MAX, "lines"),
            ("parameters", function.parameters, PARAMETERS_MAX, "parameters"),
            ("nesting", function.nesting, NESTING_MAX, "levels")):
        if value > limit:
            yield Finding(path, function.line, rule,
                          f"{function.name} has {value} {what}, at most {limit}",
                          value, limit, function.name)


def budgets(file):
    for function in functions_of(file.code):
        yield from measure(file.path, function)


def _matches(file, rule, pattern, text):
    for match in pattern.finditer(file.code):
        yield Finding(file.path, file.code.count("\n", 0, match.start()) + 1, rule, text)


def banned_calls(file):
    for what, pattern in BANNED_EVERYWHERE.items():
        yield from _matches(file, "banned", pattern, what)
    if file.folder in PURE_FOLDERS or is_pure(file):
        yield from _matches(file, "banned", SLEEP, "sleep in a pure folder")
        if not file.name.endswith("_test.cpp"):  # a test may call from several threads
            yield from _matches(file, "banned", THREAD, "thread in a pure folder")
    if file.folder not in CLOCK_FOLDERS and not CLOCK_FILES.match(file.path):
        yield from _matches(file, "clock", CLOCK, "time is an argument; base/clock reads it")


def is_pure(file):
    return bool(PURE_FILES.match(file.name)) and not file.name.endswith("_test.cpp")


def include_fault(file, bracket, target):
    """Why `file` may not include `target`, or None."""
    if (SOCKETS.match(target) or target == "net/asio.hpp") and file.folder != "net":
        return "Asio and Beast stay inside src/net"
    if bracket == "<" or not file.folder:
        return None
    folder = target.split("/")[0] if "/" in target else ""
    if folder not in file.modules and target not in file.modules.get(file.folder, ()):
        return "include paths start at src/ and name a module of CMakeLists.txt"
    if folder == file.folder:
        return None
    usable = file.modules.get(file.folder, ())
    if folder not in usable and target not in usable:
        return f"{file.folder} does not use {folder} in CMakeLists.txt"
    if is_pure(file) and folder != "base":
        return "reconcilers, rules and placement know base/ and their own folder only"
    doors = {f"{folder}/api.hpp"}
    if file.name.endswith("_test.cpp"):
        doors.add(f"{folder}/testing.hpp")
    if {file.folder, folder} <= SERVICES and target not in doors:
        return "services meet only through api.hpp"
    return None


def includes(file):
    for match in INCLUDE.finditer(file.text):
        fault = include_fault(file, match.group(1), match.group(2))
        if fault:
            line = file.text.count("\n", 0, match.start(1)) + 1
            yield Finding(file.path, line, "include", f"{match.group(2)}: {fault}")


def python_budgets(file):
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from measure(file.path, PythonFunction(node))


class PythonFunction:
    nesting = 0

    def __init__(self, node):
        names = [argument.arg for argument in node.args.args + node.args.kwonlyargs]
        self.name, self.line = node.name, node.lineno
        self.lines = node.end_lineno - node.lineno + 1
        # Fixtures are how pytest wires a test: they are not counted.
        is_test = node.name.startswith("test_") or bool(node.decorator_list)
        self.parameters = 0 if is_test else len([name for name in names if name != "self"])


def findings_in(file):
    yield from layout(file)
    if file.path.endswith(".py"):
        yield from python_budgets(file)
    if file.is_cpp:
        file.code = without_literals(file.text)
        yield from budgets(file)
        yield from banned_calls(file)
        yield from includes(file)
