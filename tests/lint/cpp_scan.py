"""Reads C++ just well enough to measure it: functions, their length, nesting and parameters.

No parser: comments, literals and preprocessor lines are blanked, then braces are followed and each
is told by the text before it. clang-format's layout is assumed."""

import re
from dataclasses import dataclass


@dataclass
class Function:
    name: str
    line: int
    lines: int = 0
    nesting: int = 0
    parameters: int = 0


@dataclass
class Scope:
    kind: str  # namespace, type, function, control, lambda, other
    function: Function | None = None
    parens: int = 0


_LITERALS = re.compile(
    r"""//[^\n]*(?:\\\n[^\n]*)*
      | /\*.*?\*/
      | (?:u8|[uUL])?R"(?P<tag>[^()\\\s]*)\(.*?\)(?P=tag)"
      | "(?:\\.|[^"\\\n])*"
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'""",
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"//|/\*")


def _blank(match):
    text = match.group(0)
    blank = re.sub(r"[^\n]", " ", text)
    if _COMMENT.match(text) or len(text) < 2:
        return blank
    return '"' + blank[1:-1] + '"'  # a literal stays one token


def without_literals(text):
    """The code with comments and the insides of literals blanked, lines kept."""
    return _LITERALS.sub(_blank, text)


def without_preprocessor(code):
    kept, continued = [], False
    for line in code.split("\n"):
        directive = continued or line.lstrip().startswith("#")
        continued = directive and line.endswith("\\")
        kept.append("" if directive else line)
    return "\n".join(kept)


_TYPE = re.compile(r"^(?:template\s*<.*>\s*)?(?:class|struct|union|enum)\b[^()=]*$", re.DOTALL)
_NAMESPACE = re.compile(r"^(?:inline\s+)?namespace\b|^extern\b[^()]*$")
_CONTROL = re.compile(
    r"^(?:else|do|try)$|^(?:else|if|for|while|switch|catch)\b.*(?:\)|\belse)$", re.DOTALL)
_LAMBDA = re.compile(
    r"\[[^\[\]]*\]\s*(?:<[^{}]*>\s*)?(?:\(.*\))?\s*(?:mutable|noexcept|constexpr|\s)*"
    r"(?:->\s*[\w:<>,&*\s]+)?$",
    re.DOTALL,
)
_MEMBER_INIT = re.compile(r"\)\s*(?:noexcept\s*)?:[^:].*[\w>]$", re.DOTALL)
_LABELS = re.compile(
    r"^\s*(?:(?:public|private|protected|default|case\b[^:]*(?:::[^:]*)*)\s*:(?!:))+")
# A macro's call without a semicolon, before the declaration that matters.
_MACROS = re.compile(
    r"^(?:(?!TEST|TYPED_TEST)[A-Z][A-Z0-9_]{3,}\((?:[^()]|\([^()]*\))*\)\s*)+(?=\S)")
_NO_NAME = {"if", "for", "while", "switch", "catch", "return", "decltype", "noexcept", "alignas"}
_NO_NAME |= {"requires", "static_assert", "sizeof", "explicit", "__attribute__", "defined"}
_CALLED = re.compile(r"(operator\s*(?:\(\s*\)|[^\s\w(]+|\s[\w:<>*&]+)|~?\w+)\s*$")
_OPENERS, _CLOSERS = "([{<", ")]}>"


def _skip_group(text, start):
    """The index after the group that opens at `start`."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth == 0:
                return at + 1
    return len(text)


def parameter_list(head):
    """(name, text between the parentheses) of the function that `head` declares, or None."""
    at = head.find("(")
    while at >= 0:
        before = head[:at].rstrip()
        if before.endswith("operator") and head[at:].replace(" ", "").startswith("()"):
            before, at = before + "()", head.find("(", head.index(")", at))
            if at < 0:
                return None
        end = _skip_group(head, at)
        name = _name_before(before)
        if name:
            return name, head[at + 1 : end - 1]
        at = head.find("(", end)
    return None


def _name_before(before):
    """The function's name at the end of `before`, or None if no function is declared there."""
    found = _CALLED.search(before)
    if not found or found.group(1) in _NO_NAME:
        return None
    name = found.group(1).strip()
    if re.fullmatch(r"[A-Z][A-Z0-9_]{3,}", name) and not name.startswith(("TEST", "TYPED_TEST")):
        return None  # a macro's call
    rest = re.sub(r"operator\s*[^\s\w(]+", "operator", before).replace("->", "")
    while (shorter := re.sub(r"<[^<>]*>", "", rest)) != rest:
        rest = shorter
    return None if "=" in rest or "<" in rest else name


def count_parameters(text):
    text = text.strip()
    if not text or text == "void":
        return 0
    depth = commas = 0
    for at, char in enumerate(text):
        if char in _OPENERS:
            depth += 1
        elif char in _CLOSERS and text[at - 1 : at + 1] != "->":
            depth -= 1
        elif char == "," and depth == 0:
            commas += 1
    return commas + 1


class _Scanner:
    def __init__(self, code):
        self.code = code
        self.functions = []
        self.scopes = [Scope("namespace")]
        self.head_start = 0
        self.parens = 0

    def run(self):
        step = {"(": self.open_paren, ")": self.close_paren, "{": self.open_brace,
                "}": self.close_brace, ";": self.end_statement}
        for match in re.finditer(r"[(){};]", self.code):
            step[match.group()](match.start())
        return self.functions

    def open_paren(self, _):
        self.parens += 1

    def close_paren(self, _):
        self.parens = max(self.parens - 1, 0)

    def head(self, at):
        head = _LABELS.sub("", self.code[self.head_start : at]).strip()
        return _MACROS.sub("", head)

    def line_of(self, head, at):
        start = self.code.rindex(head, self.head_start, at)
        return self.code.count("\n", 0, start) + 1

    def open_brace(self, at):
        head = self.head(at)
        kind = self.kind_of(head)
        function = self.scopes[-1].function
        if kind == "function":
            function = self.begin_function(head, at)
        self.scopes.append(Scope(kind, function, self.parens))
        if kind == "control" and function:
            depth = sum(s.kind == "control" and s.function is function for s in self.scopes)
            function.nesting = max(function.nesting, depth)
        if kind != "other":
            self.head_start = at + 1
            self.parens = 0

    def kind_of(self, head):
        outer = self.scopes[-1]
        if outer.kind == "other":
            return "lambda" if _LAMBDA.search(head) else "other"
        if outer.function:
            return self.kind_inside(head)
        if self.parens > 0:
            return "lambda" if _LAMBDA.search(head) else "other"
        if _NAMESPACE.search(head):
            return "namespace"
        if _TYPE.search(head):
            return "type"
        if _MEMBER_INIT.search(head) or not parameter_list(head):
            return "lambda" if _LAMBDA.search(head) else "other"
        return "function"

    def kind_inside(self, head):
        if _LAMBDA.search(head) and not _CONTROL.search(head):
            return "lambda"
        if self.parens > 0:
            return "lambda" if _LAMBDA.search(head) else "other"
        if _CONTROL.search(head):
            return "control"
        if _TYPE.search(head):
            return "type"
        return "lambda" if head == "" else "other"

    def begin_function(self, head, at):
        name, parameters = parameter_list(head)
        is_test = name.startswith(("TEST", "TYPED_TEST", "INSTANTIATE"))
        if is_test:
            name = re.sub(r"\s+", "", parameters).replace(",", ".")
        count = 0 if is_test else count_parameters(parameters)
        function = Function(name, self.line_of(head, at), parameters=count)
        self.functions.append(function)
        return function

    def close_brace(self, at):
        if len(self.scopes) == 1:
            return
        scope = self.scopes.pop()
        if scope.kind == "function":
            scope.function.lines = self.code.count("\n", 0, at) + 2 - scope.function.line
        if scope.kind != "other":
            self.head_start = at + 1
            self.parens = scope.parens

    def end_statement(self, at):
        if self.parens > 0 or self.scopes[-1].kind == "other":
            return
        if self.scopes[-1].kind in ("namespace", "type"):
            self.note_declaration(self.head(at), at)
        self.head_start = at + 1

    def note_declaration(self, head, at):
        if re.match(r"using\b|typedef\b|static_assert\b|friend\b", head):
            return
        found = parameter_list(head)
        if found:
            line, count = self.line_of(head, at), count_parameters(found[1])
            self.functions.append(Function(found[0], line, 1, 0, count))


def functions_of(code):
    """The functions in code that went through without_literals()."""
    return _Scanner(without_preprocessor(code)).run()
