#pragma once
// What a server must see ended before it ends itself.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace ikada::net {

class Registry;

// A seat in the registry, given back by its destructor.
class Registration {
  public:
    Registration() = default;
    Registration(std::shared_ptr<Registry> registry, std::uint64_t id);
    Registration(Registration&& other) noexcept;
    Registration& operator=(Registration&& other) noexcept;
    ~Registration();

  private:
    std::shared_ptr<Registry> registry_;
    std::uint64_t id_ = 0;
};

// A listener or connection. Its seat is the first member and so the last to go: once the registry
// is empty, no thread is inside any of them and the loop may end.
class Tracked {
  public:
    virtual ~Tracked() = default;
    virtual void stop() = 0;   // end soon, politely; any thread
    virtual void abort() = 0;  // end now; any thread

  private:
    friend class Registry;
    Registration seat_;
};

// Safe from any thread.
class Registry : public std::enable_shared_from_this<Registry> {
  public:
    // After stop_all has begun, newcomers are stopped at once.
    void add(const std::shared_ptr<Tracked>& member);
    int size() const;
    // Stops all members, aborts those still there after `grace`, and returns when none is left.
    // With `wait` false (on a thread that they need) it only tells them.
    void stop_all(std::chrono::milliseconds grace, bool wait);

  private:
    friend class Registration;
    void remove(std::uint64_t id);
    void tell_all(void (Tracked::*what)());
    bool wait_until_empty(std::chrono::milliseconds limit);

    mutable std::mutex mutex_;
    std::condition_variable emptied_;
    std::map<std::uint64_t, std::weak_ptr<Tracked>> members_;
    std::uint64_t next_id_ = 1;
    bool stopping_ = false;
};

}  // namespace ikada::net
