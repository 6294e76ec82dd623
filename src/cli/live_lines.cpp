#include "cli/live_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ikada::cli {
namespace {

constexpr auto kEraseBelow = "\033[J";  // ECMA-48: erase in page, from the cursor on

// As many columns of UTF-8 as fit. What is not ASCII may be two wide.
std::string cut(std::string_view line, int columns) {
    std::string fits;
    for (const char each : line) {
        const auto byte = static_cast<unsigned char>(each);
        const bool continues = (byte & 0xC0U) == 0x80U;
        if (!continues) columns -= byte < 0x80U ? 1 : 2;
        if (columns < 0) break;
        fits += byte < ' ' || byte == 0x7F ? ' ' : each;
    }
    return fits;
}

}  // namespace

std::string LiveLines::draw(const std::vector<std::string>& lines, const TerminalSize& screen) {
    auto out = erase();
    // A column and a row stay free: in the last, terminals differ.
    const int rows = std::max(screen.rows - 1, 1);
    drawn_ = std::min(static_cast<int>(lines.size()), rows);
    for (int row = 0; row < drawn_; ++row)
        out += fmt::format("{}{}", row == 0 ? "" : "\n",
                           cut(lines[static_cast<std::size_t>(row)], screen.columns - 1));
    return out;
}

std::string LiveLines::erase() {
    const int up = std::exchange(drawn_, 0) - 1;
    if (up < 0) return {};
    return up == 0 ? fmt::format("\r{}", kEraseBelow)
                   : fmt::format("\r\033[{}A{}", up, kEraseBelow);
}

}  // namespace ikada::cli
