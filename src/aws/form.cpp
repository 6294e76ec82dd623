#include "aws/form.hpp"

#include "aws/utf8.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

struct Pair {
    std::string_view name, value;  // still encoded
};

// Takes the next "name=value" from the front of `rest`.
Pair take_pair(std::string_view& rest) {
    const auto end = rest.find('&');
    const auto part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return {part, {}};
    return {part.substr(0, equals), part.substr(equals + 1)};
}

std::optional<std::string> decode(std::string_view encoded) {
    auto text = uri_decode(encoded, true);
    if (!text || !is_plain_text(*text)) return std::nullopt;
    return text;
}

Status put(FormNode& root, std::string_view name, std::string value) {
    FormNode* node = &root;
    int depth = 0;
    for (const auto part : split(name, '.')) {
        if (++depth > kFormDepthMax)
            return fail(kMalformed, "parameter {} has more than {} parts", shorten(name, 100),
                        kFormDepthMax);
        auto at = node->parts.find(part);
        if (at == node->parts.end()) at = node->parts.emplace(part, FormNode{}).first;
        node = &at->second;
    }
    if (node->value) return fail(kMalformed, "parameter {} is given twice", shorten(name, 100));
    node->value = std::move(value);
    return ok();
}

}  // namespace

const FormNode* FormNode::find(std::string_view name) const {
    const auto at = parts.find(name);
    return at == parts.end() ? nullptr : &at->second;
}

Result<FormNode> parse_form(std::string_view encoded) {
    FormNode root;
    int count = 0;
    while (!encoded.empty()) {
        const auto [name, value] = take_pair(encoded);
        if (name.empty()) continue;
        if (++count > kFormParametersMax)
            return fail(kMalformed, "more than {} parameters", kFormParametersMax);
        const auto plain_name = decode(name);
        if (!plain_name) return fail(kMalformed, "the name of parameter {} is no text", count);
        auto plain_value = decode(value);
        if (!plain_value)
            return fail(kMalformed, "the value of parameter {} is no UTF-8 text",
                        shorten(*plain_name, 100));
        auto placed = put(root, *plain_name, *std::move(plain_value));
        if (!placed) return placed.error();
    }
    return root;
}

std::optional<std::string> find_in_form(std::string_view encoded, std::string_view name) {
    while (!encoded.empty()) {
        const auto pair = take_pair(encoded);
        if (pair.name == name) return decode(pair.value);
    }
    return std::nullopt;
}

}  // namespace ikada::aws
