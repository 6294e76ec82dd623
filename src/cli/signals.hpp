#pragma once
// Waiting for the order to stop.

#include <csignal>

#include "base/time.hpp"

namespace ikada::cli {

// Blocks SIGINT, SIGTERM and SIGHUP in this thread and those it starts later, so that wait() gets
// them. Construct before any thread.
class StopSignal {
  public:
    StopSignal();
    // Blocks until one comes; gives its number.
    int wait() const;
    // Whether one came within that time.
    bool wait_for(Millis limit) const;
    const sigset_t& set() const { return set_; }

  private:
    sigset_t set_;
};

}  // namespace ikada::cli
