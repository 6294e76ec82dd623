#include "scheduler/time_zone.hpp"

#include <date/tz.h>

namespace ikada::scheduler {

std::optional<TimeZone> TimeZone::find(const std::string& name) {
    try {
        return TimeZone(*date::locate_zone(name));
    } catch (const std::runtime_error&) {  // also where there is no database
        return std::nullopt;
    }
}

std::chrono::local_time<Millis> TimeZone::to_local(TimePoint time) const {
    return std::chrono::local_time<Millis>(zone_->to_local(time).time_since_epoch());
}

std::optional<TimePoint> TimeZone::to_utc(std::chrono::local_time<Millis> time) const {
    const date::local_time<Millis> local(time.time_since_epoch());
    const auto info = zone_->get_info(local);
    if (info.result == date::local_info::nonexistent) return std::nullopt;
    return TimePoint((local.time_since_epoch() - info.first.offset));
}

}  // namespace ikada::scheduler
