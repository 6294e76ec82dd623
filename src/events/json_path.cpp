#include "events/json_path.hpp"

#include <optional>
#include <string>
#include <variant>

#include "base/strings.hpp"

namespace ikada::events {
namespace {

using Step = std::variant<std::string_view, std::size_t>;

std::optional<Step> take_bracket(std::string_view& path) {
    const auto end = path.find(']');
    if (end == path.npos) return std::nullopt;
    const auto inside = path.substr(1, end - 1);
    path.remove_prefix(end + 1);
    if (inside.size() > 2 && (inside.front() == '\'' || inside.front() == '"') &&
        inside.back() == inside.front())
        return inside.substr(1, inside.size() - 2);
    const auto index = parse_int(inside);
    if (!index || *index < 0) return std::nullopt;
    return static_cast<std::size_t>(*index);
}

std::optional<Step> take_step(std::string_view& path) {
    if (path.front() == '[') return take_bracket(path);
    if (path.front() != '.') return std::nullopt;
    path.remove_prefix(1);
    if (path.starts_with('[')) return take_bracket(path);
    const auto name = path.substr(0, path.find_first_of(".["));
    if (name.empty() || name.find_first_of(" *()'\"]$") != name.npos) return std::nullopt;
    path.remove_prefix(name.size());
    return name;
}

const json::value* follow(const json::value& from, const Step& step) {
    if (const auto* name = std::get_if<std::string_view>(&step)) return json::find(from, *name);
    const auto* list = from.if_array();
    return list ? list->if_contains(std::get<std::size_t>(step)) : nullptr;
}

}  // namespace

bool is_json_path(std::string_view path) {
    if (!path.starts_with('$')) return false;
    path.remove_prefix(1);
    while (!path.empty())
        if (!take_step(path)) return false;
    return true;
}

const json::value* find_at(const json::value& document, std::string_view path) {
    const auto* at = &document;
    path.remove_prefix(1);
    while (at && !path.empty()) {
        const auto step = take_step(path);
        at = step ? follow(*at, *step) : nullptr;
    }
    return at;
}

}  // namespace ikada::events
