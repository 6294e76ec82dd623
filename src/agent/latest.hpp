#pragma once
// The newest of a value that one thread tells and others read.

#include <mutex>
#include <utility>

namespace ikada::agent {

template <class T>
class Latest {
  public:
    void tell(T value) {
        const std::lock_guard lock(mutex_);
        value_ = std::move(value);
    }
    T read() const {
        const std::lock_guard lock(mutex_);
        return value_;
    }

  private:
    mutable std::mutex mutex_;
    T value_{};
};

}  // namespace ikada::agent
