#include "base/json.hpp"

namespace ikada::json {
namespace {

constexpr std::size_t kDepthMax = 64;

}  // namespace

Result<value> parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = kDepthMax;
    boost::json::stream_parser parser({}, options);
    boost::system::error_code error;
    const auto read = parser.write_some(text.data(), text.size(), error);
    if (error) return fail(kMalformed, "not JSON at byte {}: {}", read, error.message());
    if (read != text.size())
        return fail(kMalformed, "text after the JSON document at byte {}", read);
    parser.finish(error);
    if (error) return fail(kMalformed, "JSON document ends too early");
    return parser.release();
}

const value* find(const value& from, std::string_view key) {
    const auto* object = from.if_object();
    return object ? object->if_contains(key) : nullptr;
}

std::string text(const value& from, std::string_view key, std::string_view fallback) {
    const auto* found = find(from, key);
    const auto* string = found ? found->if_string() : nullptr;
    return std::string(string ? std::string_view(*string) : fallback);
}

std::int64_t integer(const value& from, std::string_view key, std::int64_t fallback) {
    const auto* found = find(from, key);
    if (!found || !found->is_number()) return fallback;
    boost::system::error_code inexact;
    const auto number = found->to_number<std::int64_t>(inexact);
    return inexact ? fallback : number;
}

bool boolean(const value& from, std::string_view key, bool fallback) {
    const auto* found = find(from, key);
    const auto* flag = found ? found->if_bool() : nullptr;
    return flag ? *flag : fallback;
}

const array& list(const value& from, std::string_view key) {
    static const array kNone;
    const auto* found = find(from, key);
    const auto* items = found ? found->if_array() : nullptr;
    return items ? *items : kNone;
}

const object& members(const value& from, std::string_view key) {
    static const object kNone;
    const auto* found = find(from, key);
    const auto* fields = found ? found->if_object() : nullptr;
    return fields ? *fields : kNone;
}

}  // namespace ikada::json
