#include "base/steady_time.hpp"

#include <algorithm>

namespace ikada {

TimePoint SteadyTime::follow(TimePoint wall, Millis uptime) {
    const Micros elapsed = std::max(uptime - uptime_, Millis{0});
    uptime_ = std::max(uptime_, uptime);
    now_ += elapsed;
    const Micros behind = wall - now_;
    const bool at_its_word = behind > Micros{0} && (behind <= kStepMax || behind >= kNeverSet);
    const Micros most = elapsed / kSlewDivisor;
    now_ += at_its_word ? behind : std::clamp(behind, -most, most);
    return std::chrono::time_point_cast<Millis>(now_);
}

}  // namespace ikada
