#pragma once
// The core on its own thread, and the store on another: many transactions share one durable commit.

#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "world/core.hpp"

namespace ikada::world {

// Transactions waiting to be taken by the core thread; more are refused.
constexpr int kEngineQueueMax = 10'000;

class Engine {
  public:
    // `core` has been started. Both threads run until destruction, which first finishes what was
    // submitted. A failed commit ends the process (exit code 70) after logging why: nothing that
    // was not durable has been answered.
    Engine(Core& core, store::Store& store, const Clock& clock);
    ~Engine();

    // Runs `work` in a transaction on the core thread; `done` gets its outcome once everything that
    // `work` wrote or saw is durable. `done` runs on the store's thread: keep it short. Safe from
    // any thread. False, and neither is called, when kEngineQueueMax are waiting.
    bool submit(std::function<Status(Tx&, TimePoint now)> work, std::function<void(Status)> done);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ikada::world
