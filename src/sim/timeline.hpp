#pragma once
// Simulated time: what happens next, in order. Equal times happen in the order they were asked for.

#include <functional>
#include <map>
#include <optional>

#include "base/time.hpp"

namespace ikada::sim {

inline constexpr TimePoint kSimulationStart{Seconds{1'800'000'000}};

class Timeline {
  public:
    TimePoint now() const { return now_; }
    void at(TimePoint when, std::function<void()> happening);
    void in(Millis delay, std::function<void()> happening) {
        at(now_ + delay, std::move(happening));
    }

    std::optional<TimePoint> next() const;
    // Moves the time forward, never back.
    void advance_to(TimePoint when) { now_ = std::max(now_, when); }
    // Lets the first happening happen. It is due: next() <= now().
    void step();

  private:
    TimePoint now_ = kSimulationStart;
    std::multimap<TimePoint, std::function<void()>> happenings_;
};

}  // namespace ikada::sim
