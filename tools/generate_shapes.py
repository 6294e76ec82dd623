#!/usr/bin/python3
"""C++ types and their schema tables for the AWS operations that one service folder lists.

Reads a botocore service model and, where there is one, an overlay of members newer than it; writes
shapes.hpp and shapes.cpp. The same input gives the same bytes; an unchanged file is not rewritten.
"""

import argparse
import json
import pathlib
import re
import sys

BOTOCORE = pathlib.Path("/usr/lib/python3/dist-packages/botocore/data")
ENUM_VALUES_MAX = 40  # longer enums (instance types) stay strings: their table would be the program
INT64_MAX = 2**63 - 1

KEYWORDS = set("""
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl
    concept const consteval constexpr constinit const_cast continue co_await co_return co_yield
    decltype default delete do double dynamic_cast else enum explicit export extern false float
    for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr
    operator or or_eq private protected public register reinterpret_cast requires return short
    signed sizeof static static_assert static_cast struct switch template this thread_local
    throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t
    while xor xor_eq
""".split())

PLAIN = {  # model type: C++ type, schema constant, schema kind
    "string": ("std::string", "kString", "String"),
    "integer": ("int", "kInteger", "Integer"),
    "long": ("std::int64_t", "kLong", "Long"),
    "float": ("double", "kDouble", "Double"),
    "double": ("double", "kDouble", "Double"),
    "boolean": ("bool", "kBoolean", "Boolean"),
    "timestamp": ("TimePoint", "kTimestamp", "Timestamp"),
    "blob": ("std::string", "kBlob", "Blob"),
}


class Refused(Exception):
    """The model holds something that the generator does not do."""


# ---- names


def snake_case(name):
    """taskDefinition -> task_definition, enableECSManagedTags -> enable_ecs_managed_tags."""
    for odd, even in (("IPv", "Ipv"), ("GiB", "Gib"), ("MiB", "Mib"), ("VCpu", "Vcpu"),
                      ("MBps", "Mbps")):
        name = name.replace(odd, even)
    name = re.sub(r"[^A-Za-z0-9]+", "_", name)
    name = re.sub(r"([A-Z])([A-Z]+)s(?![a-z])", lambda m: m[1] + m[2].lower() + "s", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    return name + "_" if name in KEYWORDS else name


def pascal_case(text):
    """MAX_IDLE -> MaxIdle, t2.micro -> T2Micro, x86_64 -> X86_64, 5.7 -> V5_7, '' -> Empty."""
    words = [w for w in re.split(r"[^A-Za-z0-9]+", text) if w]
    made = ""
    for word in words:
        made += "_" if made[-1:].isdigit() and word[0].isdigit() else ""
        made += word.capitalize() if word.upper() == word else word[0].upper() + word[1:]
    if not made:
        return "Empty"
    return "V" + made if made[0].isdigit() else made


def type_name(shape_name):
    return shape_name[0].upper() + shape_name[1:]


# ---- the model


def merge(base, extra):
    """`extra` over `base`: dicts by key, lists joined without doubles, anything else replaced."""
    if isinstance(base, dict) and isinstance(extra, dict):
        shared = {key: merge(base[key], extra[key]) for key in base if key in extra}
        return {**base, **extra, **shared}
    if isinstance(base, list) and isinstance(extra, list):
        return base + [x for x in extra if x not in base]
    return extra


def newest_model(service):
    versions = sorted((BOTOCORE / service).glob("*/service-2.json"))
    if not versions:
        raise Refused(f"no model of {service} under {BOTOCORE}; install python3-botocore")
    return versions[-1]


def read_operations(path):
    names = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    names = [name for name in names if name]
    doubles = sorted({n for n in names if names.count(n) > 1})
    if doubles:
        raise Refused(f"{path}: listed twice: {', '.join(doubles)}")
    return names


class Model:
    """The shapes that the listed operations reach, in an order in which each follows its parts."""

    def __init__(self, document, operations):
        self.protocol = document["metadata"]["protocol"]
        self.shapes = document["shapes"]
        self.operations = {name: document["operations"].get(name) for name in operations}
        self.order = []
        self.inputs = []
        self._state = {}
        for name in operations:
            if name not in document["operations"]:
                raise Refused(f"the model has no operation {name}")
            for side, suffix in (("input", "Request"), ("output", "Response")):
                shape = document["operations"][name].get(side, {}).get("shape")
                self._reach(shape or self._empty(name + suffix), [])

    def _empty(self, name):
        self.shapes.setdefault(name, {"type": "structure", "members": {}})
        return name

    def _reach(self, name, path):
        if self._state.get(name) == "done":
            return
        if self._state.get(name) == "open":
            raise Refused("recursive shapes are not done: " + " -> ".join([*path, name]))
        if name not in self.shapes:
            raise Refused(f"shape {name} is not in the model (reached by {' -> '.join(path)})")
        self._state[name] = "open"
        for part in self.parts(name):
            self._reach(part, [*path, name])
        self._state[name] = "done"
        self.order.append(name)

    def parts(self, name):
        shape = self.shapes[name]
        if shape["type"] == "structure":
            return [member["shape"] for member in shape["members"].values()]
        if shape["type"] == "list":
            return [shape["member"]["shape"]]
        if shape["type"] == "map":
            return [shape["value"]["shape"]]
        return []

    def kind(self, name):
        shape = self.shapes[name]
        if shape["type"] == "string" and 0 < len(shape.get("enum", [])) <= ENUM_VALUES_MAX:
            return "enum"
        return shape["type"]

    def cpp_type(self, name):
        kind = self.kind(name)
        if kind in ("enum", "structure"):
            return type_name(name)
        if kind == "list":
            return f"std::vector<{self.cpp_type(self.shapes[name]['member']['shape'])}>"
        if kind == "map":
            return f"std::map<std::string, {self.cpp_type(self.shapes[name]['value']['shape'])}>"
        if kind not in PLAIN:
            raise Refused(f"shape {name}: type {kind} is not done")
        return PLAIN[kind][0]

    @property
    def is_rest(self):
        return self.protocol.startswith("rest-")

    def shape_of(self, operation, side):
        suffix = "Request" if side == "input" else "Response"
        return self.operations[operation].get(side, {}).get("shape", operation + suffix)

    def of_kind(self, kind):
        return [name for name in self.order if self.kind(name) == kind]

    def members(self, name):
        """(wire name, C++ name, its reference, required) of a structure, in the model's order."""
        shape = self.shapes[name]
        seen = set()
        for wire, ref in shape["members"].items():
            field = snake_case(wire)
            if field in seen:
                raise Refused(f"{name}: two members would be called {field}")
            seen.add(field)
            yield wire, field, ref, wire in shape.get("required", [])

    def xml_name(self, wire, ref):
        name = ref.get("locationName", wire)
        return f"@{name}" if ref.get("xmlAttribute") else name

    def query_name(self, wire, ref):
        if self.protocol == "ec2":
            named = ref.get("queryName") or ref.get("locationName") or wire
            return ref["queryName"] if "queryName" in ref else named[0].upper() + named[1:]
        return ref.get("locationName", wire)


# ---- C++


def quoted(text):
    return json.dumps(text)


def header(model, folder, operations):
    out = [
        "#pragma once",
        f"// Made by tools/generate_shapes.py from src/{folder}/operations.list. Do not edit.",
        "", "#include <array>", "",
        *(['#include "schema/http.hpp"'] if model.is_rest else []),
        '#include "schema/type.hpp"', "",
        f"namespace ikada::{folder}::shapes {{", "",
        f"inline constexpr std::array<std::string_view, {len(operations)}> kOperationNames{{",
        *(f"    {quoted(name)}," for name in operations), "};", ""]
    for name in model.of_kind("enum"):
        out += enum(type_name(name), model.shapes[name]["enum"])
    for name in model.of_kind("structure"):
        out += struct(model, name)
    if model.is_rest:
        out += bindings(model, operations)
    return out + [f"}}  // namespace ikada::{folder}::shapes"]


# ---- REST: what travels outside of the body

LOCATIONS = {"uri": "Uri", "querystring": "Query", "header": "Header", "headers": "Headers",
             "statusCode": "StatusCode"}


def bindings(model, operations):
    """A table of placements for each side of each operation that has any, and one over all."""
    out, rows = [], []
    for name in operations:
        tables = []
        for side in ("input", "output"):
            placed = placements(model, model.shape_of(name, side))
            table = f"k{side.capitalize()}Of{name}"
            tables.append(table if placed else "{}")
            if placed:
                out += constexpr_array("schema::Placement", table, placed)
        http = model.operations[name]["http"]
        words = ", ".join(quoted(word) for word in (name, http["method"], http["requestUri"]))
        rows.append(f"    {{{words}, {http.get('responseCode', 200)}, {', '.join(tables)}}},")
    return [*out, *constexpr_array("schema::HttpBinding", "kHttpBindings", rows), ""]


def constexpr_array(cpp, name, rows):
    return [f"inline constexpr std::array<{cpp}, {len(rows)}> {name}{{{{", *rows, "}};"]


def placements(model, shape_name):
    shape = model.shapes[shape_name]
    rows = []
    for wire, ref in shape["members"].items():
        name = ref.get("locationName", wire)
        if "location" in ref:
            location = LOCATIONS[ref["location"]]
        elif shape.get("payload") == wire:
            location = "Payload"
            name = ref.get("locationName", ref["shape"])
        else:
            continue
        rows.append(f"    {{{quoted(json_name(model, wire, ref))}, "
                    f"schema::Location::{location}, {quoted(name)}}},")
    return rows


def json_name(model, wire, ref):
    """A member's name in a JSON body, which is how its table calls it."""
    if model.protocol == "rest-json" and "location" not in ref:
        return ref.get("locationName", wire)
    return wire


def check_rest(model, owner, wire, ref):
    """What the REST codecs do not do is refused here, not found out on the wire."""
    shape = model.shapes[ref["shape"]]
    formats = {"rest-json": "unixTimestamp", "rest-xml": "iso8601"}
    chosen = ref.get("timestampFormat", shape.get("timestampFormat"))
    if chosen and ("location" in ref or chosen != formats[model.protocol]):
        raise Refused(f"{owner}.{wire}: timestampFormat {chosen} is not done")
    for trait in ("streaming", "eventstream", "jsonvalue", "xmlNamespace"):
        if ref.get(trait) or shape.get(trait):
            raise Refused(f"{owner}.{wire}: {trait} is not done")
    if shape["type"] == "map" and ("locationName" in shape["key"] or
                                   "locationName" in shape["value"]):
        raise Refused(f"{owner}.{wire}: names of a map's parts are not done")


def enum(name, values):
    enumerators = []
    for value in values:
        made = pascal_case(value)
        while made in enumerators:
            made += "_"
        enumerators.append(made)
    return [
        f"enum class {name} : std::uint8_t {{ {', '.join(enumerators)} }};",
        f"inline constexpr auto k{name}Names = std::to_array<EnumName<{name}>>({{",
        *(f"    {{{name}::{e}, {quoted(v)}}}," for e, v in zip(enumerators, values)),
        "});",
        f"constexpr const auto& names_of({name}) {{ return k{name}Names; }}", ""]


def struct(model, name):
    out = [f"struct {type_name(name)} {{"]
    for _, field, ref, required in model.members(name):
        cpp = model.cpp_type(ref["shape"])
        out.append(f"    {cpp if required else f'std::optional<{cpp}>'} {field}{{}};")
    return out + [f"    bool operator==(const {type_name(name)}&) const = default;", "};",
                  f"const schema::Type& describe(const {type_name(name)}*);", ""]


def source(model, folder):
    out = [
        f"// Made by tools/generate_shapes.py from src/{folder}/operations.list. Do not edit.",
        f'#include "{folder}/shapes.hpp"', "",
        '#pragma GCC diagnostic ignored "-Winvalid-offsetof"',
        '#pragma GCC diagnostic ignored "-Wunused-const-variable"', "",
        f"namespace ikada::{folder}::shapes {{", "namespace {", "", "using schema::Kind;",
        "using schema::Member;", "using schema::Type;", ""]
    optional = optional_shapes(model)
    for name in model.order:
        out += type_table(model, name)
        if name in optional:
            out.append(f"constexpr Type kOptional{type_name(name)} = schema::optional_of"
                       f"<{model.cpp_type(name)}>(kTypeOf{type_name(name)});")
    out += ["", "}  // namespace", ""]
    for name in map(type_name, model.of_kind("structure")):
        out.append(f"const Type& describe(const {name}*) {{ return kTypeOf{name}; }}")
    return out + ["", f"}}  // namespace ikada::{folder}::shapes"]


def optional_shapes(model):
    return {ref["shape"] for name in model.of_kind("structure")
            for _, _, ref, required in model.members(name) if not required}


def type_table(model, name):
    kind = model.kind(name)
    makers = {"structure": structure_table, "enum": enum_table, "list": list_table,
              "map": map_table}
    return makers.get(kind, plain_table)(model, name)


def plain_table(model, name):
    shape = model.shapes[name]
    kind = PLAIN[shape["type"]][2]
    return [f"constexpr Type kTypeOf{type_name(name)}{{.kind = Kind::{kind}, "
            f".name = {quoted(name)}{limits(shape)}}};"]


def limits(shape):
    low, high = shape.get("min"), shape.get("max")
    if low is None and high is None:
        return ""
    parts = [] if low is None else [f".min = {int(low)}"]
    if high is not None and int(high) < INT64_MAX:
        parts.append(f".max = {int(high)}")
    return f", .limits = {{{', '.join(parts)}}}"


def enum_table(model, name):
    cpp = type_name(name)
    values = model.shapes[name]["enum"]
    return [f"constexpr std::array<std::string_view, {len(values)}> kWordsOf{cpp}{{",
            *(f"    {quoted(value)}," for value in values), "};",
            f"constexpr Type kTypeOf{cpp}{{.kind = Kind::Enum, .name = {quoted(name)}, "
            f".size = sizeof({cpp}), .enum_names = kWordsOf{cpp}}};"]


def list_table(model, name):
    shape = model.shapes[name]
    element = shape["member"]["shape"]
    if model.kind(element) == "boolean":
        raise Refused(f"list {name}: std::vector<bool> has no elements to point at")
    return [f"constexpr Type kTypeOf{type_name(name)}{{.kind = Kind::List, .name = {quoted(name)}, "
            f".element = &kTypeOf{type_name(element)}, "
            f".access = &schema::ListAccess<{model.cpp_type(element)}>::kAccess{limits(shape)}, "
            f".element_name = {quoted(shape['member'].get('locationName', 'member'))}, "
            f".flattened = {'true' if shape.get('flattened') else 'false'}}};"]


def map_table(model, name):
    shape = model.shapes[name]
    value = shape["value"]["shape"]
    return [f"constexpr Type kTypeOf{type_name(name)}{{.kind = Kind::Map, .name = {quoted(name)}, "
            f".element = &kTypeOf{type_name(value)}, "
            f".access = &schema::MapAccess<{model.cpp_type(value)}>::kAccess{limits(shape)}, "
            f".flattened = {'true' if shape.get('flattened') else 'false'}}};"]


def structure_table(model, name):
    cpp = type_name(name)
    rows = [member_row(model, cpp, member) for member in model.members(name)]
    if not rows:
        return [f"constexpr Type kTypeOf{cpp}{{.kind = Kind::Structure, .name = {quoted(name)}}};"]
    return [f"constexpr std::array<Member, {len(rows)}> kMembersOf{cpp}{{{{", *rows, "}};",
            f"constexpr Type kTypeOf{cpp}{{.kind = Kind::Structure, .name = {quoted(name)}, "
            f".members = kMembersOf{cpp}}};"]


def member_row(model, owner, member):
    wire, field, ref, required = member
    if ref.get("flattened"):
        raise Refused(f"{owner}.{wire}: flattened members are not done, only flattened lists")
    if model.is_rest:
        check_rest(model, owner, wire, ref)
    table = f"{'kTypeOf' if required else 'kOptional'}{type_name(ref['shape'])}"
    parts = [f".name = {quoted(json_name(model, wire, ref))}",
             f".offset = offsetof({owner}, {field})",
             f".type = &{table}"]
    if required:
        parts.append(".required = true")
    parts += [f".{key} = {quoted(name)}" for key, name in other_names(model, wire, ref).items()
              if name != wire]
    return f"    {{{', '.join(parts)}}},"


def other_names(model, wire, ref):
    """A member's names on wires other than JSON's."""
    if model.protocol in ("query", "ec2"):
        return {"query_name": model.query_name(wire, ref), "xml_name": model.xml_name(wire, ref)}
    if model.protocol == "rest-xml" and "location" not in ref:
        return {"xml_name": model.xml_name(wire, ref)}
    return {}


def write_if_changed(path, lines):
    text = "\n".join(lines) + "\n"
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", required=True, help="botocore's name of the service")
    parser.add_argument("--folder", required=True, type=pathlib.Path, help="src/<folder>")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="where shapes.* go")
    parser.add_argument("--print-model", action="store_true", help="name the model's file, stop")
    args = parser.parse_args()
    if args.print_model:
        print(newest_model(args.service), end="")
        return
    document = json.loads(newest_model(args.service).read_text())
    overlay = args.folder / "overlay.json"
    if overlay.exists():
        document = merge(document, json.loads(overlay.read_text()))
    operations = read_operations(args.folder / "operations.list")
    model = Model(document, operations)
    write_if_changed(args.out / "shapes.hpp", header(model, args.folder.name, operations))
    write_if_changed(args.out / "shapes.cpp", source(model, args.folder.name))


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(f"generate_shapes: {refused}")
