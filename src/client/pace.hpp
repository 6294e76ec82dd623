#pragma once
// Time as a tool sees it that waits for others: a port, so that tests need neither clock nor sleep.

#include "base/time.hpp"

namespace ikada::client {

class Pace {
  public:
    virtual ~Pace() = default;
    virtual TimePoint now() = 0;
    // False at once, and ever after, when the person wants to stop (Ctrl-C).
    virtual bool wait(Millis duration) = 0;
};

}  // namespace ikada::client
