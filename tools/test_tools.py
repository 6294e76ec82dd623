#!/usr/bin/python3
"""Tests of the shape generator; run by ctest as tools.test."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import generate_shapes as gen  # noqa: E402


def model(shapes, protocol="json", operations=("Do",)):
    document = {"metadata": {"protocol": protocol}, "shapes": shapes,
                "operations": {"Do": {"input": {"shape": "In"}}, "Rest": {}}}
    return gen.Model(document, operations)


def structure(members, **more):
    return {"type": "structure", "members": members, **more}


STRING = {"type": "string"}


class Names(unittest.TestCase):
    def test_members_become_snake_case(self):
        for wire, field in {"taskDefinition": "task_definition", "VpcId": "vpc_id",
                            "enableECSManagedTags": "enable_ecs_managed_tags",
                            "IPv6Native": "ipv6_native", "TargetGroupARNs": "target_group_arns",
                            "s3Bucket": "s3_bucket", "bindIP": "bind_ip",
                            "namespace": "namespace_", "DefaultVCpus": "default_vcpus"}.items():
            self.assertEqual(gen.snake_case(wire), field)

    def test_enum_values_become_pascal_case(self):
        for value, name in {"ACTIVE": "Active", "MAX_IDLE": "MaxIdle", "EC2": "Ec2",
                            "t2.micro": "T2Micro", "5.7": "V5_7", "x86_64": "X86_64", "": "Empty",
                            "Elb.InternalError": "ElbInternalError"}.items():
            self.assertEqual(gen.pascal_case(value), name)

    def test_ec2_requests_use_capitalised_names(self):
        names = model({"In": structure({})}, "ec2").query_name
        self.assertEqual(names("Values", {"locationName": "value"}), "Value")
        self.assertEqual(names("Values", {"queryName": "v", "locationName": "value"}), "v")
        self.assertEqual(names("dryRun", {}), "DryRun")


class Shapes(unittest.TestCase):
    def test_parts_come_before_what_holds_them(self):
        made = model({"In": structure({"a": {"shape": "List"}}),
                      "List": {"type": "list", "member": {"shape": "Part"}},
                      "Part": structure({"b": {"shape": "S"}}), "S": STRING})
        self.assertEqual(made.order[:4], ["S", "Part", "List", "In"])
        self.assertEqual(made.cpp_type("List"), "std::vector<Part>")

    def test_operations_without_shapes_get_empty_ones(self):
        self.assertIn("RestRequest", model({"In": structure({})}, operations=["Rest"]).order)

    def test_required_members_are_plain(self):
        made = model({"In": structure({"a": {"shape": "S"}, "b": {"shape": "S"}}, required=["a"]),
                      "S": STRING})
        self.assertIn("    std::string a{};", gen.struct(made, "In"))
        self.assertIn("    std::optional<std::string> b{};", gen.struct(made, "In"))

    def test_enums_of_many_values_stay_strings(self):
        values = [str(number) for number in range(gen.ENUM_VALUES_MAX + 1)]
        made = model({"In": structure({"a": {"shape": "E"}}), "E": {**STRING, "enum": values}})
        self.assertEqual(made.cpp_type("E"), "std::string")

    def test_an_overlay_adds_members_and_enum_values(self):
        base = {"In": structure({"a": {"shape": "S"}}), "S": {**STRING, "enum": ["x"]}}
        merged = gen.merge(base, {"In": {"members": {"b": {"shape": "S"}}}, "S": {"enum": ["y"]}})
        self.assertEqual(list(merged["In"]["members"]), ["a", "b"])
        self.assertEqual(merged["S"]["enum"], ["x", "y"])


class Refusals(unittest.TestCase):
    def refusal(self, shapes, **more):
        with self.assertRaises(gen.Refused) as caught:
            made = model(shapes, **more)
            gen.header(made, "x", []) + gen.source(made, "x")
        return str(caught.exception)

    def test_recursion_names_its_path(self):
        text = self.refusal({"In": structure({"a": {"shape": "In"}})})
        self.assertEqual(text, "recursive shapes are not done: In -> In")

    def test_an_unknown_operation_is_named(self):
        self.assertIn("no operation Fly", self.refusal({}, operations=["Fly"]))

    def test_colliding_members_are_named(self):
        text = self.refusal({"In": structure({"aB": {"shape": "S"}, "AB": {"shape": "S"},
                                              "a_b": {"shape": "S"}}), "S": STRING})
        self.assertIn("two members would be called a_b", text)

    def test_a_list_of_booleans_is_refused(self):
        text = self.refusal({"In": structure({"a": {"shape": "L"}}),
                             "L": {"type": "list", "member": {"shape": "B"}},
                             "B": {"type": "boolean"}})
        self.assertIn("std::vector<bool>", text)

    def test_an_operation_listed_twice_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "operations.list"
            path.write_text("A # first\n\n# comment\nB\nA\n")
            with self.assertRaisesRegex(gen.Refused, "listed twice: A"):
                gen.read_operations(path)


class Files(unittest.TestCase):
    def test_an_unchanged_file_is_not_rewritten(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "deep" / "x"
            gen.write_if_changed(path, ["a"])
            path.chmod(0o400)
            before = path.stat().st_mtime_ns
            gen.write_if_changed(path, ["a"])
            self.assertEqual(path.stat().st_mtime_ns, before)
            self.assertEqual(path.read_text(), "a\n")


if __name__ == "__main__":
    unittest.main()
