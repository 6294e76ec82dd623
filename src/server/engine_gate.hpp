#pragma once
// Lets adapters' threads hand what they saw to the engine, until it is about to go.

#include <functional>
#include <mutex>
#include <string_view>

#include "base/log.hpp"
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
    // `what` names the sight in the log should it be lost.
    void submit(std::string_view what, std::function<void(world::Tx&, TimePoint)> apply) {
        const std::scoped_lock lock(mutex_);
        if (!engine_) return;
        const auto work = [apply = std::move(apply)](world::Tx& tx, TimePoint now) {
            apply(tx, now);
            return ok();
        };
        if (!engine_->submit(work, [](const Status&) {}))
            log::error("{} was lost: the server is overloaded; it is seen again on the next change",
                       what);
    }

  private:
    std::mutex mutex_;
    world::Engine* engine_ = nullptr;
};

}  // namespace ikada::server
