#pragma once
// Time to decide by: the wall clock's, but it never goes back, and jumps are made up for slowly.

#include "base/time.hpp"

namespace ikada {

// By how much it runs faster or slower than it should while it makes up for a jump.
constexpr int kSlewDivisor = 10;  // a tenth: a timeout of 30 s lasts 27 to 33 s
// A wall clock this little ahead is taken at its word; so is one this far ahead: it was never set.
constexpr Millis kStepMax{1000}, kNeverSet{24 * 3600 * 1000};

class SteadyTime {
  public:
    explicit SteadyTime(TimePoint start) : now_(start) {}

    // The time now, by what a wall clock says and what `uptime`, which does not jump, has counted
    // since this was made.
    TimePoint follow(TimePoint wall, Millis uptime);

  private:
    using Micros = std::chrono::microseconds;
    std::chrono::time_point<std::chrono::system_clock, Micros> now_;
    Millis uptime_{0};
};

}  // namespace ikada
