#include "client/ini.hpp"

#include "base/strings.hpp"

namespace ikada::client {
namespace {

// A comment begins a line, or stands after white space behind a value.
std::string_view without_comment(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i)
        if ((line[i] == '#' || line[i] == ';') &&
            (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t'))
            return line.substr(0, i);
    return line;
}

// "[profile  ci]" → "profile ci".
std::string section_name(std::string_view line) {
    const auto inside = trim(line.substr(1, line.find(']') - 1));
    const auto space = inside.find_first_of(" \t");
    if (space == inside.npos) return std::string(inside);
    return fmt::format("{} {}", inside.substr(0, space), trim(inside.substr(space)));
}

}  // namespace

Ini parse_ini(std::string_view text) {
    Ini read;
    std::map<std::string, std::string>* section = nullptr;
    std::string block;  // the setting whose indented lines follow
    for (const auto raw : split(text, '\n')) {
        const auto line = trim(without_comment(raw));
        if (line.empty()) continue;
        if (line.front() == '[') {
            section = &read[section_name(line)];
            block.clear();
            continue;
        }
        const auto equals = line.find('=');
        if (section == nullptr || equals == line.npos) continue;
        const auto name = to_lower(trim(line.substr(0, equals)));
        const auto value = trim(line.substr(equals + 1));
        const bool is_nested = raw.front() == ' ' || raw.front() == '\t';
        if (!is_nested) block = value.empty() ? name : "";
        if (is_nested && !block.empty())
            section->insert_or_assign(fmt::format("{}.{}", block, name), value);
        else
            section->insert_or_assign(name, value);
    }
    return read;
}

}  // namespace ikada::client
