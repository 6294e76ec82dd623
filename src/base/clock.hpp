#pragma once
// The one place that asks the machine for the time.

#include "base/time.hpp"

namespace ikada {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
};

// The machine's wall clock. Safe from any thread.
const Clock& system_clock();

}  // namespace ikada
