#include "schema/equal.hpp"

#include <gtest/gtest.h>

#include "schema/describe.hpp"

namespace ikada::schema {
namespace {

enum class Hue { Red, Green };
constexpr auto kHueNames = std::to_array<EnumName<Hue>>({{Hue::Red, "RED"}, {Hue::Green, "GREEN"}});
constexpr const auto& names_of(Hue) { return kHueNames; }

struct Leaf {
    std::string name;
    std::optional<int> size;
};
IKADA_DESCRIBE(Leaf, name, size)

struct Tree {
    std::string text = "text";
    int integer = 1;
    std::int64_t wide = 2;
    double real = 0.5;
    bool flag = true;
    TimePoint at{Millis{3}};
    Hue hue = Hue::Red;
    std::optional<Hue> second_hue;
    std::vector<Leaf> leaves{{"a", 1}, {"b", std::nullopt}};
    std::map<std::string, std::vector<int>> numbers{{"some", {1, 2}}};
};
IKADA_DESCRIBE(Tree, text, integer, wide, real, flag, at, hue, second_hue, leaves, numbers)

bool differs(void (*change)(Tree&)) {
    const Tree before;
    Tree after;
    change(after);
    return !equal(type_of<Tree>(), &before, &after);
}

TEST(Equal, copies_are_equal) {
    const Tree a, b;
    EXPECT_TRUE(equal(type_of<Tree>(), &a, &b));
}

TEST(Equal, every_member_counts) {
    EXPECT_TRUE(differs([](Tree& tree) { tree.text += "s"; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.integer = 2; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.wide = 3; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.real = 0.25; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.flag = false; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.at += Millis{1}; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.hue = Hue::Green; }));
}

TEST(Equal, what_is_inside_counts_to_any_depth) {
    EXPECT_TRUE(differs([](Tree& tree) { tree.second_hue = Hue::Red; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.leaves[0].name = "c"; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.leaves[1].size = 0; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.leaves.pop_back(); }));
    EXPECT_TRUE(differs([](Tree& tree) { std::swap(tree.leaves[0], tree.leaves[1]); }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.numbers["some"][1] = 3; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.numbers["more"] = {}; }));
    EXPECT_TRUE(differs([](Tree& tree) { tree.numbers = {{"other", {1, 2}}}; }));
}

}  // namespace
}  // namespace ikada::schema
