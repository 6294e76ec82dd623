#include "elbv2/conditions.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.hpp"
#include "elbv2/addresses.hpp"
#include "elbv2/errors.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

constexpr int kValueLengthMax = 128;  // ELBv2's, of a pattern
constexpr int kNameLengthMax = 40;    // of a header's name and of a method

using shapes::RuleCondition;
using Values = std::vector<std::string>;

Error invalid_character(std::string_view value) {
    return fail(errors::kValidationError,
                "Condition value '{}' contains a character that is not valid", value);
}

bool all_of(std::string_view text, bool (*good)(unsigned char)) {
    return std::all_of(text.begin(), text.end(), good);
}

bool is_letter_or_digit(unsigned char c) { return c < 128 && std::isalnum(c) != 0; }

bool is_host_character(unsigned char c) {
    return is_letter_or_digit(c) || std::string_view("-._*?:").find(c) != std::string_view::npos;
}

// ELBv2 documents fewer; paths with others exist, and a pattern of theirs harms nobody.
bool is_path_character(unsigned char c) { return c > ' ' && c < 127 && c != '#'; }

bool is_printable(unsigned char c) { return c >= ' ' && c < 127; }

// RFC 7230's token.
bool is_token_character(unsigned char c) {
    return is_letter_or_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_method_character(unsigned char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; }

Status check_lengths(const Values& values, int longest) {
    if (values.empty())
        return fail(errors::kValidationError, "A condition value must be specified");
    for (const auto& value : values)
        if (value.empty() || static_cast<int>(value.size()) > longest)
            return fail(errors::kValidationError,
                        "Condition value '{}' must have a length between 1 and {}", value, longest);
    return ok();
}

Status check_values(const Values& values, int longest, bool (*good)(unsigned char)) {
    if (auto fits = check_lengths(values, longest); !fits) return fits;
    for (const auto& value : values)
        if (!all_of(value, good)) return invalid_character(value);
    return ok();
}

// The values in either spelling: Values, or those of the field's own config.
template <class Config>
Result<Values> values_of(const RuleCondition& from, const std::optional<Config>& config) {
    const auto plain = from.values.value_or(Values{});
    const auto own = config ? config->values.value_or(Values{}) : Values{};
    if (!plain.empty() && !own.empty() && plain != own)
        return fail(errors::kValidationError,
                    "You cannot specify both Values and the configuration of '{}'",
                    from.field.value_or(""));
    return own.empty() ? plain : own;
}

template <auto config, int longest, auto good>
Status read_values(const RuleCondition& from, Condition& condition) {
    auto values = values_of(from, from.*config);
    if (!values) return values.error();
    condition.values = *std::move(values);
    return check_values(condition.values, longest, good);
}

Status read_source_ip(const RuleCondition& from, Condition& condition) {
    auto values = values_of(from, from.source_ip_config);
    if (!values) return values.error();
    condition.values = *std::move(values);
    if (auto fits = check_lengths(condition.values, kValueLengthMax); !fits) return fits;
    for (const auto& value : condition.values)
        if (!is_cidr(value))
            return fail(errors::kValidationError,
                        "Condition value '{}' must be an IP address range in CIDR format", value);
    return ok();
}

Status read_header(const RuleCondition& from, Condition& condition) {
    if (!from.http_header_config)
        return fail(errors::kValidationError,
                    "HttpHeaderConfig must be specified for the condition field 'http-header'");
    const auto& config = *from.http_header_config;
    condition.header_name = config.http_header_name.value_or("");
    condition.values = config.values.value_or(Values{});
    const auto& name = condition.header_name;
    if (name.empty() || static_cast<int>(name.size()) > kNameLengthMax ||
        !all_of(name, is_token_character))
        return fail(errors::kValidationError,
                    "HTTP header name '{}' must have 1 to {} characters of RFC 7230's token", name,
                    kNameLengthMax);
    if (equals_ignoring_case(name, "host"))
        return fail(errors::kValidationError,
                    "An http-header condition cannot be about the header '{}': use a host-header "
                    "condition",
                    name);
    return check_values(condition.values, kValueLengthMax, is_printable);
}

Status read_query(const RuleCondition& from, Condition& condition) {
    const auto& config = from.query_string_config;
    if (!config || !config->values || config->values->empty())
        return fail(errors::kValidationError, "A condition value must be specified");
    for (const auto& [key, value] : *config->values) {
        const auto text = value.value_or("");
        if (auto good = check_values({text}, kValueLengthMax, is_printable); !good) return good;
        if (key)
            if (auto good = check_values({*key}, kValueLengthMax, is_printable); !good) return good;
        condition.pairs.push_back({key, text});
    }
    return ok();
}

template <auto config>
void show_values(const Condition& condition, RuleCondition& shape) {
    (shape.*config).emplace().values = condition.values;
}

// Only these two answer in both spellings.
template <auto config>
void show_twice(const Condition& condition, RuleCondition& shape) {
    shape.values = condition.values;
    show_values<config>(condition, shape);
}

void show_header(const Condition& condition, RuleCondition& shape) {
    shape.http_header_config = {condition.header_name, condition.values};
}

void show_query(const Condition& condition, RuleCondition& shape) {
    auto& pairs = shape.query_string_config.emplace().values.emplace();
    for (const auto& [key, value] : condition.pairs) pairs.push_back({key, value});
}

struct Field {
    std::string_view name;
    bool several;  // a rule may have several conditions of this field
    bool patterns;
    Status (*read)(const RuleCondition&, Condition&);
    void (*show)(const Condition&, RuleCondition&);
};

constexpr std::array kFields{
    Field{"path-pattern", false, true,
          read_values<&RuleCondition::path_pattern_config, kValueLengthMax, is_path_character>,
          show_twice<&RuleCondition::path_pattern_config>},
    Field{"host-header", false, true,
          read_values<&RuleCondition::host_header_config, kValueLengthMax, is_host_character>,
          show_twice<&RuleCondition::host_header_config>},
    Field{"http-header", true, true, read_header, show_header},
    Field{"http-request-method", false, false,
          read_values<&RuleCondition::http_request_method_config, kNameLengthMax,
                      is_method_character>,
          show_values<&RuleCondition::http_request_method_config>},
    Field{"query-string", true, true, read_query, show_query},
    Field{"source-ip", false, false, read_source_ip,
          show_values<&RuleCondition::source_ip_config>}};

const Field* find_field(std::string_view name) {
    const auto* found = std::find_if(kFields.begin(), kFields.end(),
                                     [&](const Field& field) { return field.name == name; });
    return found == kFields.end() ? nullptr : found;
}

// "\\*" and "\\?" stand for themselves.
int count_wildcards(std::string_view pattern) {
    int count = 0;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '\\')
            ++at;
        else if (pattern[at] == '*' || pattern[at] == '?')
            ++count;
    }
    return count;
}

int count_wildcards(const Condition& condition) {
    int count = 0;
    for (const auto& value : condition.values) count += count_wildcards(value);
    for (const auto& [key, value] : condition.pairs)
        count += count_wildcards(key.value_or("")) + count_wildcards(value);
    return count;
}

bool has_regex(const RuleCondition& from) {
    const auto given = [](const auto& config) {
        return config && config->regex_values && !config->regex_values->empty();
    };
    return given(from.host_header_config) || given(from.path_pattern_config) ||
           given(from.http_header_config);
}

Result<Condition> read_condition(const RuleCondition& from) {
    Condition condition{from.field.value_or(""), {}};
    const auto* field = find_field(condition.field);
    if (!field)
        return fail(errors::kValidationError,
                    "Condition field '{}' must be one of '[path-pattern, host-header, http-header, "
                    "http-request-method, query-string, source-ip]'",
                    condition.field);
    if (has_regex(from)) return refuse_member("RegexValues");
    if (auto read = field->read(from, condition); !read) return read.error();
    return condition;
}

Status check_together(const std::vector<Condition>& conditions) {
    std::size_t values = 0;
    int wildcards = 0;
    for (const auto& condition : conditions) {
        const auto same =
            std::count_if(conditions.begin(), conditions.end(),
                          [&](const Condition& other) { return other.field == condition.field; });
        const auto* field = find_field(condition.field);
        if (same > 1 && !field->several)
            return fail(errors::kValidationError, "A rule can only have one '{}' condition",
                        condition.field);
        values += condition.values.size() + condition.pairs.size();
        if (field->patterns) wildcards += count_wildcards(condition);
    }
    if (values > kConditionValuesMax)
        return fail(errors::kValidationError, "A rule can only have '{}' condition values",
                    kConditionValuesMax);
    if (wildcards > kConditionWildcardsMax)
        return fail(errors::kValidationError, "A rule can only have '{}' condition wildcards",
                    kConditionWildcardsMax);
    return ok();
}

}  // namespace

Result<std::vector<Condition>> read_conditions(const std::vector<RuleCondition>& from) {
    std::vector<Condition> conditions;
    for (const auto& shape : from) {
        auto condition = read_condition(shape);
        if (!condition) return condition.error();
        conditions.push_back(*std::move(condition));
    }
    if (conditions.empty()) return fail(errors::kValidationError, "A condition must be specified");
    if (auto good = check_together(conditions); !good) return good.error();
    return conditions;
}

std::vector<RuleCondition> show_conditions(const std::vector<Condition>& conditions) {
    std::vector<RuleCondition> shown;
    for (const auto& condition : conditions) {
        auto& shape = shown.emplace_back();
        shape.field = condition.field;
        if (const auto* field = find_field(condition.field)) field->show(condition, shape);
    }
    return shown;
}

}  // namespace ikada::elbv2
