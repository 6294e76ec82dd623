#include "base/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace ikada::log {
namespace {

constexpr std::array kLevels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                             spdlog::level::err};

std::atomic<bool> as_json{false};

spdlog::logger& sink() {
    static const auto logger = [] {
        auto made = spdlog::stderr_color_mt("ikada");
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
        return made;
    }();
    return *logger;
}

}  // namespace

void configure(Level level, bool json) {
    sink().set_level(kLevels[static_cast<std::size_t>(level)]);
    as_json = json;
    if (json)
        sink().set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})",
                           spdlog::pattern_time_type::utc);
}

void write(Level level, std::string_view text) {
    const auto at = kLevels[static_cast<std::size_t>(level)];
    if (as_json)
        sink().log(at, boost::json::serialize(boost::json::value(text)));
    else
        sink().log(at, text);
}

}  // namespace ikada::log
