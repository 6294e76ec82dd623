#include "sim/platform.hpp"

#include <algorithm>
#include <iterator>

#include "ec2/api.hpp"
#include "ecs/api.hpp"
#include "elbv2/api.hpp"
#include "events/api.hpp"
#include "iam/api.hpp"
#include "scheduler/api.hpp"
#include "world/clock_keeper.hpp"

namespace ikada::sim {

Platform::Platform(Timeline& timeline, Journal& journal, Random random)
    : timeline_(timeline), journal_(journal), random_(random) {}

Platform::~Platform() = default;

namespace {

using Controllers = std::vector<std::unique_ptr<world::Controller>>;

void append(Controllers& to, Controllers more) {
    std::move(more.begin(), more.end(), std::back_inserter(to));
}

const aws::Operation* find_operation(std::string_view name) {
    if (name.find(':') == name.npos) return ecs::service().find(name);
    for (const auto* service : {&events::service(), &scheduler::service()})
        for (const auto& operation : service->operations)
            if (operation.action == name) return &operation;
    return nullptr;
}

}  // namespace

Status Platform::start(Outside outside, world::Controller* observer) {
    world_ = std::make_unique<world::World>();
    iam::register_records(*world_);
    ec2::register_records(*world_);
    elbv2::register_records(*world_);
    ecs::register_records(*world_);
    events::register_records(*world_);
    scheduler::register_records(*world_);
    world::register_clock(*world_);
    if (auto loaded = world_->load(disk_.open()); !loaded) {
        journal_.fail(timeline_.now(), "the store cannot be loaded: {}", loaded.error().message);
        return loaded;
    }
    time_ = SteadyTime(world::not_before(*world_, wall()));
    started_at_ = timeline_.now();

    controllers_.clear();
    append(controllers_, ec2::make_controllers(outside.provider));
    append(controllers_, elbv2::make_controllers({}, outside.balancer));
    append(controllers_, ecs::make_controllers(outside.nodes, ecs::kHealthyAfterDefault));
    append(controllers_, events::make_controllers(installation_));
    append(controllers_, scheduler::make_controllers());
    controllers_.push_back(world::make_clock_keeper());
    std::vector<world::Controller*> order;
    if (observer) order.push_back(observer);
    for (const auto& controller : controllers_) order.push_back(controller.get());

    core_ = std::make_unique<world::Core>(
        *world_, order, Random{static_cast<std::uint64_t>(random_.below(1LL << 40))});
    core_->start();
    runner_ = std::make_unique<world::JobRunner>(*core_);
    auto ready = transact([&](world::Tx& tx) {
        ec2::ensure_default_network(tx, installation_);
        scheduler::ensure_default_group(tx, installation_, time());
        ecs::forget_connections(tx, time());
        return ok();
    });
    if (!ready && is_up()) halt();
    return ready;
}

void Platform::halt() {
    crash_armed_ = false;
    runner_.reset();
    core_.reset();
    controllers_.clear();
    world_.reset();
}

void Platform::crash() {
    halt();
    if (on_crash) on_crash();
}

TimePoint Platform::time() const { return time_.follow(wall(), timeline_.now() - started_at_); }

Status Platform::transact(const std::function<Status(world::Tx&)>& work) {
    Status outcome = fail(kServerDown, "the server is down");
    if (core_)
        run({{[&](world::Tx& tx, TimePoint) { return work(tx); },
              [&](Status done) { outcome = std::move(done); }}});
    return outcome;
}

void Platform::see(std::function<void(world::Tx&, TimePoint)> apply) {
    if (!core_) return;
    std::vector<world::Job> jobs(1);
    jobs[0].work = [apply = std::move(apply)](world::Tx& tx, TimePoint now) {
        apply(tx, now);
        return ok();
    };
    jobs[0].done = [](const Status&) {};
    jobs[0].is_sight = true;
    run(std::move(jobs));
}

void Platform::run_ready() {
    if (core_) run({});
}

std::optional<TimePoint> Platform::next_wake() const {
    const auto due = runner_ ? runner_->next_wake() : std::nullopt;
    if (!due) return std::nullopt;
    const auto left = std::max(*due - time(), Millis{0});
    if (left == Millis{0} || wall() == time()) return timeline_.now() + left;
    // While its time makes up for a jump it may run a tenth faster: looked at again then.
    return timeline_.now() + std::max(left * kSlewDivisor / (kSlewDivisor + 1), Millis{1});
}

// One pass of the server and its commit, as the engine does it with two threads.
void Platform::run(std::vector<world::Job> jobs) {
    runner_->pass(std::move(jobs), time());
    auto batch = runner_->take_batch();
    if (crash_armed_ && !batch.changes.empty()) {
        journal_.note(timeline_.now(), "server dies before {} changes are durable",
                      batch.changes.size());
        return crash();
    }
    if (disk_full_ && !batch.changes.empty()) {
        runner_->take_back(std::move(batch), fail(store::kStoreFailed, "disk is full"), time());
        if (on_undone) on_undone();
        batch = runner_->take_batch();
    }
    disk_.save(batch.changes);
    for (const auto& effect : batch.effects) effect();
    if (on_settled) on_settled();
}

Result<Platform::Answer> Platform::execute(std::string_view name, const void* request,
                                           std::optional<std::string> instance_id) {
    const auto* operation = find_operation(name);
    const aws::Caller caller{"AKIASIMULATION", "arn:aws:iam::000000000000:root", "000000000000",
                             std::move(instance_id)};
    const aws::Call call{installation_, caller, fmt::format("call-{}", ++calls_), time()};
    Answer answer;
    const auto outcome = transact([&](world::Tx& tx) -> Status {
        auto result = operation->execute(tx, request, call);
        if (!result) return result.error();
        answer = *std::move(result);
        return ok();
    });
    if (!outcome) return outcome.error();
    return answer;
}

world::Tx Platform::read() { return world::Tx(*world_, random_); }

}  // namespace ikada::sim
