#include "events/pattern_operators.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "base/strings.hpp"

namespace ikada::events {
namespace {

using Value = json::value;

constexpr double kNumericMax = 5.0e9;  // EventBridge, either side of 0

std::optional<std::string_view> text_of(const Value& value) {
    const auto* text = value.if_string();
    return text ? std::optional(std::string_view(*text)) : std::nullopt;
}

std::optional<double> number_of(const Value& value) {
    return value.is_number() ? std::optional(value.to_number<double>()) : std::nullopt;
}

// ---- numeric: [">", 0, "<=", 5]

struct Comparison {
    std::string_view sign;
    bool (*holds)(double value, double bound);
};
constexpr std::array kComparisons{
    Comparison{"=", [](double a, double b) { return a == b; }},
    Comparison{"<", [](double a, double b) { return a < b; }},
    Comparison{"<=", [](double a, double b) { return a <= b; }},
    Comparison{">", [](double a, double b) { return a > b; }},
    Comparison{">=", [](double a, double b) { return a >= b; }},
};

const Comparison* find_comparison(const Value& sign) {
    for (const auto& each : kComparisons)
        if (text_of(sign) == each.sign) return &each;
    return nullptr;
}

std::string wrong_numeric(const Value& asked) {
    const auto* list = asked.if_array();
    if (!list) return "Value of numeric must be an array.";
    if (list->size() != 2 && list->size() != 4) return "Invalid member in numeric match";
    for (std::size_t i = 0; i < list->size(); i += 2) {
        if (!find_comparison((*list)[i])) return "Unrecognized numeric range operator";
        const auto bound = number_of((*list)[i + 1]);
        if (!bound) return "Value of numeric range operator must be numeric";
        if (*bound < -kNumericMax || *bound > kNumericMax)
            return "Value must be between -5.0E9 and 5.0E9, inclusive";
    }
    if (list->size() == 2) return {};
    const bool is_range =
        text_of((*list)[0])->starts_with('>') && text_of((*list)[2])->starts_with('<');
    if (!is_range) return "Bad numeric range operator: a lower bound, then an upper one";
    return *number_of((*list)[1]) < *number_of((*list)[3]) ? "" : "Bottom must be less than top";
}

bool matches_numeric(const Value& asked, const Value& value) {
    const auto number = number_of(value);
    if (!number) return false;
    const auto& list = asked.as_array();
    for (std::size_t i = 0; i < list.size(); i += 2)
        if (!find_comparison(list[i])->holds(*number, *number_of(list[i + 1]))) return false;
    return true;
}

// ---- texts

bool is_like(std::string_view pattern, std::string_view text);  // wildcard

struct TextTest {
    std::string_view name;
    bool (*holds)(std::string_view text, std::string_view asked);
};
constexpr std::array kTextTests{
    TextTest{"prefix", [](auto text, auto asked) { return text.starts_with(asked); }},
    TextTest{"suffix", [](auto text, auto asked) { return text.ends_with(asked); }},
    TextTest{"equals-ignore-case",
             [](auto text, auto asked) { return equals_ignoring_case(text, asked); }},
    TextTest{"wildcard", [](auto text, auto asked) { return is_like(asked, text); }},
};

const TextTest* find_text_test(std::string_view name) {
    for (const auto& test : kTextTests)
        if (test.name == name) return &test;
    return nullptr;
}

// One step of a wildcard: a star, or a character that a backslash may stand before.
struct Glyph {
    bool is_star = false;
    char character = 0;
};

std::vector<Glyph> glyphs_of(std::string_view pattern) {
    std::vector<Glyph> glyphs;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '*') {
            glyphs.push_back({true, 0});
            continue;
        }
        if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
        glyphs.push_back({false, pattern[i]});
    }
    return glyphs;
}

bool is_like(std::string_view pattern, std::string_view text) {
    const auto glyphs = glyphs_of(pattern);
    std::size_t at = 0, seen = 0, after_star = 0, star_at = 0;
    bool has_star = false;
    while (seen < text.size()) {
        if (at < glyphs.size() && glyphs[at].is_star) {
            has_star = true;
            after_star = ++at;
            star_at = seen;
        } else if (at < glyphs.size() && glyphs[at].character == text[seen]) {
            ++at, ++seen;
        } else if (has_star) {
            at = after_star;
            seen = ++star_at;
        } else {
            return false;
        }
    }
    return std::all_of(glyphs.begin() + static_cast<std::ptrdiff_t>(at), glyphs.end(),
                       [](const Glyph& glyph) { return glyph.is_star; });
}

std::string wrong_wildcard(std::string_view pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern.substr(i).starts_with("**"))
            return fmt::format("Consecutive wildcard characters at pos {}", i);
        if (pattern[i] != '\\') continue;
        ++i;
        if (i == pattern.size() || (pattern[i] != '*' && pattern[i] != '\\'))
            return fmt::format("Invalid escape character at pos {}", i - 1);
    }
    return {};
}

std::string wrong_text(const TextTest& test, const Value& asked) {
    const auto text = text_of(asked);
    if (!text) return fmt::format("{} match pattern must be a string", test.name);
    return test.name == "wildcard" ? wrong_wildcard(*text) : "";
}

// {"prefix": "a"} or, also, {"prefix": {"equals-ignore-case": "a"}}.
const Value* ignoring_case(const TextTest& test, const Value& asked) {
    const auto* object = asked.if_object();
    if (!object || object->size() != 1 || (test.name != "prefix" && test.name != "suffix"))
        return nullptr;
    return object->if_contains("equals-ignore-case");
}

std::string wrong_text_test(const TextTest& test, const Value& asked) {
    const auto* folded = ignoring_case(test, asked);
    return wrong_text(test, folded ? *folded : asked);
}

bool matches_text(const TextTest& test, const Value& asked, const Value& value) {
    const auto text = text_of(value);
    if (!text) return false;
    if (const auto* folded = ignoring_case(test, asked))
        return test.holds(to_lower(*text), to_lower(*text_of(*folded)));
    return test.holds(*text, *text_of(asked));
}

// ---- cidr

struct Address {
    std::array<unsigned char, 16> bytes{};
    int bits = 0;
};

std::optional<Address> read_address(std::string_view text) {
    const std::string copy(text);
    Address read;
    if (inet_pton(AF_INET, copy.c_str(), read.bytes.data()) == 1)
        read.bits = 32;
    else if (inet_pton(AF_INET6, copy.c_str(), read.bytes.data()) == 1)
        read.bits = 128;
    else
        return std::nullopt;
    return read;
}

struct Block {
    Address first;
    int bits = 0;
};

std::optional<Block> read_block(const Value& asked) {
    const auto text = text_of(asked).value_or("");
    const auto slash = text.find('/');
    const auto address = read_address(text.substr(0, slash));
    if (slash == text.npos || !address) return std::nullopt;
    const auto bits = parse_int(text.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > address->bits) return std::nullopt;
    return Block{*address, static_cast<int>(*bits)};
}

std::string wrong_cidr(const Value& asked) {
    return read_block(asked) ? "" : "Malformed CIDR, one '/' required";
}

bool matches_cidr(const Value& asked, const Value& value) {
    constexpr int kByte = 8;
    const auto block = read_block(asked);
    const auto address = read_address(text_of(value).value_or(""));
    if (!address || address->bits != block->first.bits) return false;
    for (int bit = 0; bit < block->bits; ++bit) {
        const auto byte = static_cast<std::size_t>(bit / kByte);
        const int mask = 0x80 >> (bit % kByte);
        if (((address->bytes[byte] ^ block->first.bytes[byte]) & mask) != 0) return false;
    }
    return true;
}

// ---- anything-but

bool is_scalar(const Value& value) { return value.is_string() || value.is_number(); }

// Its only member's name and value, where they are a test of texts.
const TextTest* inner_test(const Value& asked) {
    const auto* object = asked.if_object();
    return object && object->size() == 1 ? find_text_test(object->begin()->key()) : nullptr;
}

// The one value or each of several.
std::vector<const Value*> listed(const Value& asked) {
    const auto* list = asked.if_array();
    if (!list) return {&asked};
    std::vector<const Value*> all;
    for (const auto& one : *list) all.push_back(&one);
    return all;
}

std::string wrong_anything_but(const Value& asked) {
    constexpr auto kWrong = "Inside anything but list, either all values are number or string";
    const auto* test = inner_test(asked);
    if (asked.is_object() && !test) return "Unsupported anything-but pattern";
    const auto values = listed(test ? asked.as_object().begin()->value() : asked);
    if (values.empty()) return "Empty arrays are not allowed";
    for (const auto* value : values) {
        if (test)
            if (auto wrong = wrong_text(*test, *value); !wrong.empty()) return wrong;
        if (!test && !is_scalar(*value)) return kWrong;
        if (!test && value->is_string() != values.front()->is_string()) return kWrong;
    }
    return {};
}

bool matches_anything_but(const Value& asked, const Value& value) {
    const auto* test = inner_test(asked);
    const auto values = listed(test ? asked.as_object().begin()->value() : asked);
    return std::none_of(values.begin(), values.end(), [&](const Value* one) {
        return test ? matches_text(*test, *one, value) : *one == value;
    });
}

// ---- the operators

struct Operator {
    std::string_view name;
    std::string (*wrong)(const Value& asked);
    bool (*matches)(const Value& asked, const Value& value);
};
constexpr std::array kOperators{
    Operator{"numeric", wrong_numeric, matches_numeric},
    Operator{"cidr", wrong_cidr, matches_cidr},
    Operator{"anything-but", wrong_anything_but, matches_anything_but},
};

const Operator* find_operator(std::string_view name) {
    for (const auto& each : kOperators)
        if (each.name == name) return &each;
    return nullptr;
}

}  // namespace

std::string wrong_matcher(const Value& matcher) {
    if (matcher.is_array()) return "Match value must be String, number, true, false, or null";
    const auto* object = matcher.if_object();
    if (!object) return {};
    if (object->size() != 1) return "Only one key allowed in match expression";
    const std::string_view name = object->begin()->key();
    const auto& asked = object->begin()->value();
    if (name == "exists")
        return asked.is_bool() ? "" : "exists match pattern must be either true or false.";
    if (const auto* test = find_text_test(name)) return wrong_text_test(*test, asked);
    if (const auto* found = find_operator(name)) return found->wrong(asked);
    return fmt::format("Unrecognized match type {}", name);
}

bool matches_leaf(const Value& matcher, const Value* value) {
    const auto* object = matcher.if_object();
    if (!object) return value && *value == matcher;
    const std::string_view name = object->begin()->key();
    const auto& asked = object->begin()->value();
    if (name == "exists") return asked.as_bool() == (value != nullptr);
    if (!value) return false;
    if (const auto* test = find_text_test(name)) return matches_text(*test, asked, *value);
    return find_operator(name)->matches(asked, *value);
}

}  // namespace ikada::events
