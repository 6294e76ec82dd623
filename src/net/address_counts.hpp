#pragma once
// How many connections each address has.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace ikada::net {

// Safe from any thread.
class AddressCounts : public std::enable_shared_from_this<AddressCounts> {
  public:
    // One connection's place, given back by its destructor.
    class Seat {
      public:
        Seat() = default;
        Seat(std::shared_ptr<AddressCounts> counts, std::string address)
            : counts_(std::move(counts)), address_(std::move(address)) {}
        Seat(Seat&& other) noexcept
            : counts_(std::exchange(other.counts_, nullptr)), address_(other.address_) {}
        Seat& operator=(Seat&& other) = delete;
        ~Seat() {
            if (counts_) counts_->give_back(address_);
        }
        const std::string& address() const { return address_; }

      private:
        std::shared_ptr<AddressCounts> counts_;
        std::string address_;
    };

    Seat take(const std::string& address) {
        const std::lock_guard lock(mutex_);
        ++counts_[address];
        return {shared_from_this(), address};
    }
    int of(const std::string& address) const {
        const std::lock_guard lock(mutex_);
        const auto at = counts_.find(address);
        return at == counts_.end() ? 0 : at->second;
    }

  private:
    void give_back(const std::string& address) {
        const std::lock_guard lock(mutex_);
        const auto at = counts_.find(address);
        if (--at->second == 0) counts_.erase(at);
    }

    mutable std::mutex mutex_;
    std::map<std::string, int> counts_;
};

}  // namespace ikada::net
