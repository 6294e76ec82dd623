#pragma once
// The real control plane over a store in memory, without threads: it can crash and come back.

#include <memory>
#include <string>

#include "aws/operation.hpp"
#include "ecs/shapes.hpp"
#include "ports/balancer.hpp"
#include "ports/instance_provider.hpp"
#include "ports/node_link.hpp"
#include "sim/disk.hpp"
#include "sim/journal.hpp"
#include "sim/timeline.hpp"
#include "world/core.hpp"

namespace ikada::sim {

// The server is down, or died before it answered: what was asked may be lost.
inline constexpr ErrorKind kServerDown{"ServerDown"};

struct Outside {
    ports::NodeLink& nodes;
    ports::Balancer& balancer;
    ports::InstanceProvider& provider;
};

class Platform {
  public:
    Platform(Timeline& timeline, Journal& journal, Random random);
    ~Platform();

    // `observer` runs as the first controller: it sees every change. May be null.
    void start(Outside outside, world::Controller* observer);
    // Loses everything but the store; calls fail until start.
    void crash();
    // The next commit does not happen: the server dies with it.
    void crash_before_commit() { crash_armed_ = true; }
    void disarm() { crash_armed_ = false; }
    bool is_up() const { return core_ != nullptr; }

    // Runs `work`, the controllers it wakes, and what follows a commit.
    Status transact(const std::function<Status(world::Tx&)>& work);
    // The same without a transaction: runs what time has made ready.
    void run_ready();
    std::optional<TimePoint> next_wake() const;

    // One ECS operation, as a user or (with an id) as an instance.
    template <class Out, class In>
    Result<Out> call(std::string_view operation, const In& request,
                     std::optional<std::string> instance_id = {}) {
        auto answer = execute(operation, &request, std::move(instance_id));
        if (!answer) return answer.error();
        return *static_cast<const Out*>(answer->get());
    }

    // Reads the records between steps, while it is up.
    world::Tx read();

    std::function<void()> on_crash;
    std::function<void()> on_settled;  // after each transaction and all that follows from it

  private:
    using Answer = std::shared_ptr<const void>;
    Result<Answer> execute(std::string_view operation, const void* request,
                           std::optional<std::string> instance_id);
    Status settle();

    Timeline& timeline_;
    Journal& journal_;
    Random random_;
    const aws::Installation installation_{};
    Disk disk_;
    std::unique_ptr<world::World> world_;
    std::vector<std::unique_ptr<world::Controller>> controllers_;
    std::unique_ptr<world::Core> core_;
    bool crash_armed_ = false;
    int calls_ = 0;
};

// What everything simulated needs.
struct Stage {
    Platform& platform;
    Timeline& timeline;
    Journal& journal;
};

}  // namespace ikada::sim
