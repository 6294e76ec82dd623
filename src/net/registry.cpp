#include "net/registry.hpp"

#include <utility>
#include <vector>

#include "base/log.hpp"

namespace ikada::net {

constexpr std::chrono::seconds kStuckHandlerWarning{10};

Registration::Registration(std::shared_ptr<Registry> registry, std::uint64_t id)
    : registry_(std::move(registry)), id_(id) {}

Registration::Registration(Registration&& other) noexcept
    : registry_(std::move(other.registry_)), id_(other.id_) {}

Registration& Registration::operator=(Registration&& other) noexcept {
    std::swap(registry_, other.registry_);
    std::swap(id_, other.id_);
    return *this;
}

Registration::~Registration() {
    if (registry_) registry_->remove(id_);
}

void Registry::add(const std::shared_ptr<Tracked>& member) {
    bool late = false;
    {
        const std::lock_guard lock(mutex_);
        late = stopping_;
        members_.emplace(next_id_, member);
        member->seat_ = Registration(shared_from_this(), next_id_++);
    }
    if (late) member->stop();
}

int Registry::size() const {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(members_.size());
}

void Registry::stop_all(std::chrono::milliseconds grace, bool wait) {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    tell_all(&Tracked::stop);
    if (!wait || wait_until_empty(grace)) return;
    tell_all(&Tracked::abort);
    while (!wait_until_empty(kStuckHandlerWarning))
        log::warn("http server: {} connections still inside their handler; waiting", size());
}

void Registry::remove(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    members_.erase(id);
    emptied_.notify_all();
}

void Registry::tell_all(void (Tracked::*what)()) {
    std::vector<std::shared_ptr<Tracked>> present;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, member] : members_)
            if (auto alive = member.lock()) present.push_back(std::move(alive));
    }
    for (const auto& member : present) ((*member).*what)();
}

bool Registry::wait_until_empty(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return emptied_.wait_for(lock, limit, [&] { return members_.empty(); });
}

}  // namespace ikada::net
