#pragma once
// The program's log: one line an event, to standard error. Texts name the thing, the reason and the
// next step. Safe from any thread.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace ikada::log {

enum class Level { Debug, Info, Warn, Error };

// Lines below `level` are dropped. `json` writes one JSON object a line instead of text.
void configure(Level level, bool json);
void write(Level level, std::string_view text);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::Debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::Info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::Warn, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::Error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace ikada::log
