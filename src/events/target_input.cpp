#include "events/target_input.hpp"

#include <array>
#include <optional>

#include "events/errors.hpp"
#include "events/json_path.hpp"

namespace ikada::events {
namespace {

using Paths = std::map<std::string, std::string>;

constexpr std::string_view kOfVariables =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

struct Reserved {
    std::string_view name;
    json::value (*value)(const InputSource&);
};
constexpr std::array kReserved{
    Reserved{"aws.events.rule-arn",
             [](const InputSource& from) { return json::value(from.rule.arn); }},
    Reserved{"aws.events.rule-name",
             [](const InputSource& from) { return json::value(from.rule.name); }},
    Reserved{"aws.events.event.ingestion-time",
             [](const InputSource& from) { return json::value(to_iso8601(from.ingested_at)); }},
    Reserved{"aws.events.event", [](const InputSource& from) { return from.event; }},
    Reserved{"aws.events.event.json", [](const InputSource& from) { return from.event; }},
};

const Reserved* find_reserved(std::string_view name) {
    for (const auto& each : kReserved)
        if (each.name == name) return &each;
    return nullptr;
}

// The variable of a template that begins at `at`, with a '<'; nothing if none does.
std::optional<std::string_view> variable_at(std::string_view text, std::size_t at) {
    if (text[at] != '<') return std::nullopt;
    const auto end = text.find('>', at);
    if (end == text.npos) return std::nullopt;
    const auto name = text.substr(at + 1, end - at - 1);
    if (name.empty() || name.find_first_not_of(kOfVariables) != name.npos) return std::nullopt;
    return name;
}

// Within quotes a text stands as it is; all else as JSON, escaped there.
std::string value_text(const json::value& value, bool in_quotes) {
    if (!in_quotes) return json::serialize(value);
    const auto* text = value.if_string();
    const auto quoted = json::serialize(text ? value : json::value(json::serialize(value)));
    return quoted.substr(1, quoted.size() - 2);
}

std::string variable_text(const std::optional<Paths>& paths, std::string_view name,
                          const InputSource& from, bool in_quotes) {
    if (const auto* reserved = find_reserved(name))
        return value_text(reserved->value(from), in_quotes);
    const auto path = paths ? paths->find(std::string(name)) : Paths::const_iterator{};
    const auto* found = paths && path != paths->end() ? find_at(from.event, path->second) : nullptr;
    if (!found) return in_quotes ? "" : "null";
    return value_text(*found, in_quotes);
}

std::string fill(const shapes::InputTransformer& transformer, const InputSource& from) {
    const std::string_view text = transformer.input_template;
    std::string filled;
    bool in_quotes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const auto name = variable_at(text, i)) {
            filled += variable_text(transformer.input_paths_map, *name, from, in_quotes);
            i += name->size() + 1;
            continue;
        }
        if (text[i] == '\\' && in_quotes && i + 1 < text.size())
            filled += text[i++];
        else if (text[i] == '"')
            in_quotes = !in_quotes;
        filled += text[i];
    }
    return filled;
}

Status check_variables(const shapes::Target& target, const shapes::InputTransformer& transformer) {
    const Paths none;
    const auto& paths = transformer.input_paths_map ? *transformer.input_paths_map : none;
    for (const auto& [name, path] : paths)
        if (!is_json_path(path))
            return fail(errors::kValidation,
                        "Invalid InputPath for target {} : '{}' is not a JSON path of the event.",
                        target.id, path);
    const std::string_view text = transformer.input_template;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto name = variable_at(text, i);
        if (name && !find_reserved(*name) && !paths.contains(std::string(*name)))
            return fail(errors::kValidation,
                        "Invalid InputTemplate for target {} : the variable <{}> is not in "
                        "InputPathsMap.",
                        target.id, *name);
    }
    return ok();
}

}  // namespace

Status check_input(const shapes::Target& target) {
    const int given =
        (target.input ? 1 : 0) + (target.input_path ? 1 : 0) + (target.input_transformer ? 1 : 0);
    if (given > 1)
        return fail(errors::kValidation,
                    "Only one of Input, InputPath, or InputTransformer must be provided for "
                    "target {}.",
                    target.id);
    if (target.input)
        if (const auto parsed = json::parse(*target.input); !parsed)
            return fail(errors::kValidation, "JSON syntax error in input for target {} : {}",
                        target.id, parsed.error().message);
    if (target.input_path && !is_json_path(*target.input_path))
        return fail(errors::kValidation,
                    "Invalid InputPath for target {} : '{}' is not a JSON path of the event.",
                    target.id, *target.input_path);
    return target.input_transformer ? check_variables(target, *target.input_transformer) : ok();
}

Result<json::value> input_of(const shapes::Target& target, const InputSource& from) {
    if (target.input) return json::parse(*target.input);
    if (target.input_path) {
        const auto* found = find_at(from.event, *target.input_path);
        return found ? *found : json::value(json::object{});
    }
    if (!target.input_transformer) return from.event;
    return json::parse(fill(*target.input_transformer, from));
}

}  // namespace ikada::events
