#include "base/decision_clock.hpp"

#include <ctime>

namespace ikada {
namespace {

// Since the machine's start, its sleep included: what passed asleep has passed.
Millis since_boot() {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return Millis{time.tv_sec * 1000 + time.tv_nsec / 1'000'000};
}

}  // namespace

DecisionClock::DecisionClock(TimePoint start) : time_(start), born_(since_boot()) {}

TimePoint DecisionClock::read() const {
    const std::lock_guard lock(mutex_);
    return time_.follow(system_clock().now(), since_boot() - born_);
}

}  // namespace ikada
