"""The lint's own test: small pieces of good and bad code, and what it says of them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from cpp_scan import count_parameters, functions_of, without_literals  # noqa: E402
from lint import judge  # noqa: E402
from rules import File, Finding, findings_in, modules_of  # noqa: E402

CMAKE = """
ikada_module(base LIBS fmt::fmt)
ikada_module(net USES base LIBS Threads::Threads)
ikada_module(ec2 USES net)
ikada_module(elbv2 USES ec2)
ikada_module(ecs USES elbv2 ec2 LIBS x)
ikada_module(haproxy USES base)
ikada_module(server USES ecs)
ikada_module(agent USES net LIBS ikada_ecs_shapes)
"""


def complaints(path, text):
    file = File(path, text, modules_of(CMAKE))
    return [(finding.rule, finding.line) for finding in findings_in(file)]


def only_function(code):
    functions = functions_of(without_literals(code))
    assert len(functions) == 1, functions
    return functions[0]


def named(code):
    return {function.name: function for function in functions_of(without_literals(code))}


def test_modules_reach_what_those_they_use_use():
    assert modules_of(CMAKE)["ecs"] == {"ecs", "elbv2", "ec2", "net", "base"}


def test_good_code_is_left_in_peace():
    code = '#include <string>\n#include "base/time.hpp"\nint one() { return 1; }\n'
    assert complaints("src/ecs/good.cpp", code) == []


def test_a_function_is_measured_from_its_head_to_its_brace():
    function = only_function("namespace a {\n\nint f(int a,\n      int b) {\n  return a;\n}\n}\n")
    assert (function.name, function.line, function.lines, function.parameters) == ("f", 3, 4, 2)


@pytest.mark.parametrize("head", [
    "int f(int a)",
    "template <class T>\nResult<std::map<K, V>> Foo<T>::f(int a) const noexcept",
    "auto f(int a) -> std::vector<int>",
    "std::function<void(int, int, int)> f(int a)",
    "IKADA_DESCRIBE(A, b, c, d, e, f)\n\nint f(int a)",
    "[[nodiscard]] static constexpr int f(std::pair<int, int> a = {1, 2})",
])
def test_functions_are_recognised_by_their_heads(head):
    function = only_function(head + " {\n}\n")
    assert (function.name, function.parameters) == ("f", 1)


def test_constructors_operators_and_tests_are_functions_too():
    functions = named("""
        struct A : B {
            A(int a, int b) : a_(a), b_{b} { use(); }
            bool operator()(int a, int b, int c) const { return a; }
            int& operator[](int at) { return x[at]; }
            bool operator==(const A&) const = default;
        };
        TEST(Thing, does_it) { EXPECT_EQ(1, 1); }
    """)
    assert functions["A"].parameters == 2
    assert functions["operator()"].parameters == 3
    assert functions["operator[]"].parameters == 1
    assert functions["operator=="].parameters == 1
    assert functions["Thing.does_it"].parameters == 0


def test_tables_and_lambdas_are_no_functions():
    assert functions_of(without_literals("""
        constexpr std::array kRules{
            Rule{Fate::Keep, [](const View& v) { return v.lost; }, "a"},
            Rule{Fate::Drop, [](const View&) { return f(1); }, "b"}};
        enum class E { A, B };
        const auto kF = make(1, 2, 3, 4, 5, 6);
    """)) == []


def test_braces_in_literals_and_comments_do_not_count():
    function = only_function("""int f() {
        // } it's
        const char c = '}'; long n = 1'000'000;
        const auto s = "} \\" {"; const auto r = R"x(}} ")")x"; /* } */
        return 0;
    }
    """)
    assert function.lines == 6


def test_nesting_counts_control_blocks_only():
    function = only_function("""void f() {
        run([&] { if (a) { for (;;) { use({1, 2}); } } });
        if (b) return Foo{1};
        switch (c) { case E::A: { g(); } }
        if (d) { } else if (e) { while (h) { do { } while (i); } }
    }
    """)
    assert function.nesting == 3


@pytest.mark.parametrize("text, count", [
    ("", 0), ("void", 0), ("int a", 1), ("std::map<int, int> a, int b", 2),
    ("std::function<void(int, int)> a", 1), ("int a = f(1, 2), B b = {1, 2}", 2),
])
def test_parameters_are_counted_at_the_top(text, count):
    assert count_parameters(text) == count


def test_budgets_are_held():
    assert complaints("src/ecs/a.cpp", "void f() {\n" + "x();\n" * 58 + "}\n") == []
    assert complaints("src/ecs/a.cpp", "void f() {\n" + "x();\n" * 59 + "}\n") == [
        ("function-lines", 1)]
    assert complaints("src/ecs/a.hpp", "void f(int a, int b, int c, int d, int e);\n") == [
        ("parameters", 1)]
    nested = "void f() {\n" + "if (a) {\n" * 4 + "}\n" * 4 + "}\n"
    assert complaints("src/ecs/a.cpp", nested) == [("nesting", 1)]
    assert complaints("src/ecs/a.cpp", "//\n" * 501) == [("file-lines", 1)]
    assert complaints("src/ecs/a.cpp", "// " + "x" * 98 + "\n") == [("columns", 1)]


def test_python_has_the_same_budgets():
    body = "    pass\n"
    assert complaints("tools/a.py", "def f(a, b, c, d, e):\n" + body) == [("parameters", 1)]
    assert complaints("tools/a.py", "def f():\n" + body * 60) == [("function-lines", 1)]


@pytest.mark.parametrize("path, code, rule", [
    ("src/server/a.cpp", "using namespace std;\n", "banned"),
    ("src/server/a.cpp", 'void f() { std::printf("x"); }\n', "banned"),
    ("src/server/a.cpp", "// TO" + "DO: later\n", "unfinished"),
    ("src/ecs/a.cpp", "std::thread t;\n", "banned"),
    ("src/ecs/a.cpp", "void f() { std::this_thread::sleep_for(x); }\n", "banned"),
    ("src/server/a.cpp", "auto t = Clock::now();\n", "clock"),
])
def test_banned_calls_are_found(path, code, rule):
    assert complaints(path, code) == [(rule, 1)]


@pytest.mark.parametrize("path, code", [
    ("src/haproxy/a.cpp", "auto t = Clock::now();\n"),
    ("src/base/clock.cpp", "auto t = Clock::now();\n"),
    ("src/server/a.cpp", "std::thread t;\n"),
    ("src/ecs/a_test.cpp", "std::thread t;\n"),
    ("src/ecs/a.cpp", "// std::thread, ::now() and printf(\n"),
    ("src/ecs/a.cpp", 'const auto s = "using namespace";\n'),
])
def test_what_is_allowed_there_is_not_banned(path, code):
    assert complaints(path, code) == []


@pytest.mark.parametrize("path, target", [
    ("src/ecs/a.cpp", '"elbv2/types.hpp"'),
    ("src/ecs/a.cpp", '"elbv2/testing.hpp"'),
    ("src/ecs/a.cpp", '"elbv2/operations/x.hpp"'),
    ("src/ec2/a.cpp", '"ecs/api.hpp"'),
    ("src/ecs/a.cpp", '"haproxy/config.hpp"'),
    ("src/agent/a.cpp", '"ecs/types.hpp"'),
    ("src/net/a.cpp", '"ecs/shapes.hpp"'),
    ("src/ecs/a.cpp", '"types.hpp"'),
    ("src/ecs/a.cpp", "<boost/asio.hpp>"),
    ("src/haproxy/a.cpp", "<boost/beast/core.hpp>"),
    ("src/ecs/a.cpp", '"net/asio.hpp"'),
    ("src/ecs/service_reconciler.hpp", '"net/http.hpp"'),
    ("src/ecs/deployment_rules.cpp", '"elbv2/api.hpp"'),
    ("src/ecs/placement_strategies.cpp", '"net/loop.hpp"'),
])
def test_includes_in_the_wrong_direction_are_found(path, target):
    assert complaints(path, f"\n#include {target}\n") == [("include", 2)]


@pytest.mark.parametrize("path, target", [
    ("src/ecs/a.cpp", '"elbv2/api.hpp"'),
    ("src/ecs/a.cpp", '"ecs/types.hpp"'),
    ("src/ecs/a.cpp", "<boost/json.hpp>"),
    ("src/net/a.cpp", "<boost/asio.hpp>"),
    ("src/server/a.cpp", '"elbv2/types.hpp"'),
    ("src/agent/a.cpp", '"ecs/shapes.hpp"'),
    ("src/ecs/placement.cpp", '"base/time.hpp"'),
    ("src/ecs/placement_test.cpp", '"net/loop.hpp"'),
    ("src/ecs/a_test.cpp", '"elbv2/testing.hpp"'),
])
def test_includes_in_the_right_direction_pass(path, target):
    assert complaints(path, f"#include {target}\n") == []


def a_finding(value):
    return Finding("src/a.cpp", 1, "parameters", "f has too many", value, 4, "f")


KEY = "parameters src/a.cpp f"


def test_the_ratchet_lets_an_old_excess_be():
    assert judge([a_finding(6)], {KEY: 6}) == ([], {KEY: 6})


def test_the_ratchet_lets_nothing_new_in():
    said, tightened = judge([a_finding(5)], {})
    assert said == ["src/a.cpp:1: parameters: f has too many"]
    assert tightened == {}


def test_the_ratchet_lets_no_excess_grow():
    said, tightened = judge([a_finding(7)], {KEY: 6})
    assert len(said) == 1
    assert tightened == {KEY: 6}


@pytest.mark.parametrize("findings, tightened", [([a_finding(5)], {KEY: 5}), ([], {})])
def test_the_ratchet_must_be_tightened_when_an_excess_shrinks(findings, tightened):
    said, better = judge(findings, {KEY: 6})
    assert "--tighten" in said[0]
    assert better == tightened


def test_the_ratchet_counts_what_may_not_be_at_all():
    twice = [Finding("src/a.cpp", line, "clock", "time") for line in (1, 2)]
    assert judge(twice, {"clock src/a.cpp": 2})[0] == []
    assert len(judge(twice, {"clock src/a.cpp": 1})[0]) == 2
