#pragma once
// The real control plane over a store in memory, without threads: it can crash and come back.

#include <memory>
#include <string>

#include "aws/operation.hpp"
#include "base/steady_time.hpp"
#include "ecs/shapes.hpp"
#include "ports/balancer.hpp"
#include "ports/instance_provider.hpp"
#include "ports/node_link.hpp"
#include "sim/disk.hpp"
#include "sim/journal.hpp"
#include "sim/ledger.hpp"
#include "sim/timeline.hpp"
#include "world/job_runner.hpp"

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

    // `observer` runs as the first controller: it sees every change. May be null. Fails, as a
    // server does, while the disk is full.
    Status start(Outside outside, world::Controller* observer);
    // Loses everything but the store; calls fail until start.
    void crash();
    // The next commit does not happen: the server dies with it.
    void crash_before_commit() { crash_armed_ = true; }
    void disarm() { crash_armed_ = false; }
    bool is_up() const { return core_ != nullptr; }
    // While it is full nothing can be committed.
    void set_disk_full(bool full) { disk_full_ = full; }
    // Sets the machine's wall clock.
    void jump_clock(Millis by) { wall_offset_ += by; }
    // The server's time. The timeline's is the true one.
    TimePoint time() const;

    // Runs `work`, the controllers it wakes, and what follows a commit.
    Status transact(const std::function<Status(world::Tx&)>& work);
    // The same for what is told once: it waits while nothing can be committed.
    void see(std::function<void(world::Tx&, TimePoint)> apply);
    // The same without a transaction: runs what time has made ready.
    void run_ready();
    // On the timeline.
    std::optional<TimePoint> next_wake() const;

    // One operation, as a user or (with an id) as an instance: "RunTask" of ECS, another service's
    // as "events:PutRule".
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
    std::function<void()> on_undone;   // what could not be committed
    std::function<void()> on_settled;  // after each transaction and all that follows from it

  private:
    using Answer = std::shared_ptr<const void>;
    Result<Answer> execute(std::string_view operation, const void* request,
                           std::optional<std::string> instance_id);
    void run(std::vector<world::Job> jobs);
    void halt();
    TimePoint wall() const { return timeline_.now() + wall_offset_; }

    Timeline& timeline_;
    Journal& journal_;
    Random random_;
    const aws::Installation installation_{};
    Disk disk_;
    std::unique_ptr<world::World> world_;
    std::vector<std::unique_ptr<world::Controller>> controllers_;
    std::unique_ptr<world::Core> core_;
    std::unique_ptr<world::JobRunner> runner_;
    bool crash_armed_ = false, disk_full_ = false;
    Millis wall_offset_{0};
    mutable SteadyTime time_{kSimulationStart};
    TimePoint started_at_ = kSimulationStart;
    int calls_ = 0;
};

// How bad things are at present.
struct Weather {
    TimePoint messages_lost_until, pulls_slow_until;
};

// What everything simulated needs.
struct Stage {
    Platform& platform;
    Timeline& timeline;
    Journal& journal;
    const Weather& weather;
    Ledger& ledger;
};

}  // namespace ikada::sim
