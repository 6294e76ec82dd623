#pragma once
// The threads that wait on sockets.

#include <chrono>
#include <functional>
#include <memory>

namespace ikada::net {

// An event loop with its own threads; they start with it and are joined by its destructor, which
// must run after those of all servers and sockets on it. Safe from any thread.
class Loop {
  public:
    explicit Loop(int threads);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Runs `work` on one of the loop's threads, soon or after `delay`.
    void post(std::function<void()> work);
    void post_after(std::chrono::milliseconds delay, std::function<void()> work);

    struct Impl;  // Asio stays inside net/
    Impl& impl() { return *impl_; }

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace ikada::net
