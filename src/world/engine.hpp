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
    // submitted.
    //   A commit that fails is undone in the world with everything behind it, and those who wait
    //   for it get store::kStoreFailed. Until a commit works again, which is tried every
    //   kStoreRetry (2 s): reads are answered, what would write gets kStoreFailed, controllers
    //   rest.
    Engine(Core& core, store::Store& store, const Clock& clock);
    ~Engine();

    // Runs `work` in a transaction on the core thread; `done` gets its outcome once everything that
    // `work` wrote or saw is durable. `done` runs on the store's thread: keep it short. Safe from
    // any thread. False, and neither is called, when kEngineQueueMax are waiting.
    bool submit(std::function<Status(Tx&, TimePoint now)> work, std::function<void(Status)> done);

    // The same for what was seen outside and will not be told again: done when the store can be
    // written, and again if its commit fails; sights keep their order. False: as submit.
    bool submit_sight(std::function<void(Tx&, TimePoint now)> apply);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ikada::world
