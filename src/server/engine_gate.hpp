#pragma once
// Lets adapters' threads hand what they saw to the engine, until it is about to go.

#include <functional>
#include <mutex>
#include <thread>

#include "world/engine.hpp"

namespace ikada::server {

class EngineGate {
  public:
    void open(world::Engine& engine) {
        const std::scoped_lock lock(mutex_);
        engine_ = &engine;
    }
    // After it returns nothing comes through.
    void close() {
        const std::scoped_lock lock(mutex_);
        engine_ = nullptr;
    }
    // A sight is told once, so it must not be lost: while the engine is overloaded, the adapter
    // waits.
    void submit(const std::function<void(world::Tx&, TimePoint)>& apply) {
        const std::scoped_lock lock(mutex_);
        while (engine_ && !engine_->submit_sight(apply)) std::this_thread::sleep_for(kRetry);
    }

    // What is seen again soon: dropped while the engine is overloaded. It writes no records.
    void offer(const std::function<void(world::Tx&, TimePoint)>& apply) {
        const std::scoped_lock lock(mutex_);
        if (!engine_) return;
        const auto work = [apply](world::Tx& tx, TimePoint now) {
            apply(tx, now);
            return ok();
        };
        (void)engine_->submit(work, [](const Status&) {});
    }

  private:
    static constexpr Millis kRetry{10};

    std::mutex mutex_;
    world::Engine* engine_ = nullptr;
};

}  // namespace ikada::server
