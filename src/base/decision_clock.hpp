#pragma once
// The clock to decide by: see base/steady_time.hpp.

#include <mutex>

#include "base/clock.hpp"
#include "base/steady_time.hpp"

namespace ikada {

class DecisionClock final : public Clock {
  public:
    // It starts at `start`. Safe from any thread.
    explicit DecisionClock(TimePoint start);
    TimePoint now() const override { return read(); }

  private:
    TimePoint read() const;

    mutable std::mutex mutex_;
    mutable SteadyTime time_;
    const Millis born_;
};

}  // namespace ikada
