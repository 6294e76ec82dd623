#include "sim/platform.hpp"

#include <iterator>

#include "ec2/api.hpp"
#include "ecs/api.hpp"
#include "elbv2/api.hpp"
#include "iam/api.hpp"

namespace ikada::sim {

Platform::Platform(Timeline& timeline, Journal& journal, Random random)
    : timeline_(timeline), journal_(journal), random_(random) {}

Platform::~Platform() = default;

namespace {

using Controllers = std::vector<std::unique_ptr<world::Controller>>;

void append(Controllers& to, Controllers more) {
    std::move(more.begin(), more.end(), std::back_inserter(to));
}

}  // namespace

void Platform::start(Outside outside, world::Controller* observer) {
    world_ = std::make_unique<world::World>();
    iam::register_records(*world_);
    ec2::register_records(*world_);
    elbv2::register_records(*world_);
    ecs::register_records(*world_);
    if (const auto loaded = world_->load(*disk_.open()); !loaded)
        return journal_.fail(timeline_.now(), "the store cannot be loaded: {}",
                             loaded.error().message);

    controllers_.clear();
    append(controllers_, ec2::make_controllers(outside.provider));
    append(controllers_, elbv2::make_controllers({}, outside.balancer));
    append(controllers_, ecs::make_controllers(installation_, outside.nodes));
    std::vector<world::Controller*> order;
    if (observer) order.push_back(observer);
    for (const auto& controller : controllers_) order.push_back(controller.get());

    core_ = std::make_unique<world::Core>(
        *world_, order, Random{static_cast<std::uint64_t>(random_.below(1LL << 40))});
    core_->start();
    (void)transact([&](world::Tx& tx) {
        ec2::ensure_default_network(tx, installation_);
        ecs::forget_connections(tx, timeline_.now());
        return ok();
    });
}

void Platform::crash() {
    crash_armed_ = false;
    core_.reset();
    controllers_.clear();
    world_.reset();
    if (on_crash) on_crash();
}

Status Platform::transact(const std::function<Status(world::Tx&)>& work) {
    if (!core_) return fail(kServerDown, "the server is down");
    if (auto outcome = core_->transact(work); !outcome) return outcome;
    return settle();
}

void Platform::run_ready() {
    if (core_) (void)settle();
}

std::optional<TimePoint> Platform::next_wake() const {
    return core_ ? core_->next_wake() : std::nullopt;
}

Status Platform::settle() {
    core_->run_ready(timeline_.now());
    auto batch = core_->take_batch();
    if (crash_armed_ && !batch.changes.empty()) {
        journal_.note(timeline_.now(), "server dies before {} writes are durable",
                      batch.changes.size());
        crash();
        return fail(kServerDown, "the server died");
    }
    disk_.save(batch.changes);
    for (const auto& effect : batch.effects) effect();
    if (on_settled) on_settled();
    return ok();
}

Result<Platform::Answer> Platform::execute(std::string_view name, const void* request,
                                           std::optional<std::string> instance_id) {
    const auto* operation = ecs::service().find(name);
    const aws::Caller caller{"AKIASIMULATION", "arn:aws:iam::000000000000:root", "000000000000",
                             std::move(instance_id)};
    const aws::Call call{installation_, caller, fmt::format("call-{}", ++calls_), timeline_.now()};
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
