// The edge to the instance provider.

#include <algorithm>

#include "ec2/api.hpp"
#include "ec2/keys.hpp"
#include "iam/api.hpp"

namespace ikada::ec2 {
namespace {

// A terminated instance stays visible so long (EC2: about an hour).
constexpr Seconds kTerminatedKept{3600};
constexpr std::string_view kAll = "all";

ports::WantedInstance wanted(const world::Tx& tx, const Instance& instance) {
    ports::WantedInstance want{.id = instance.id.value,
                               .type = instance.type,
                               .size = size_of_type(instance.type).value_or(ports::InstanceSize{}),
                               .address = instance.private_ip,
                               .cluster = instance.cluster,
                               .access_key_id = {},
                               .secret_access_key = {}};
    if (const auto* key = iam::find_instance_key(tx, instance.id.value)) {
        want.access_key_id = key->access_key_id;
        want.secret_access_key = key->secret_access_key;
    }
    return want;
}

// Tells the provider which instances should exist; forgets those that ended long ago.
class InstanceController final : public world::Controller {
  public:
    explicit InstanceController(ports::InstanceProvider& provider) : provider_(provider) {}
    std::string_view name() const override { return "ec2-instances"; }

    void wakes(const world::Change& change, std::vector<std::string>& keys) const override {
        if (change.is<Instance>() || change.is<Vpc>()) keys.emplace_back(kAll);
    }

    std::optional<TimePoint> run(world::Tx& tx, const std::string&, TimePoint now) override {
        std::vector<ports::WantedInstance> wants;
        std::optional<TimePoint> next_sweep;
        for (const auto* instance : tx.all<Instance>()) {
            if (instance->state == InstanceState::Terminated) {
                const auto forget_at = instance->terminated_at.value_or(now) + kTerminatedKept;
                if (forget_at <= now)
                    tx.erase<Instance>(instance->id.value);
                else
                    next_sweep = std::min(next_sweep.value_or(forget_at), forget_at);
            } else if (instance->terminate_asked) {
                begin_shutdown(tx, *instance);
            } else {
                wants.push_back(wanted(tx, *instance));
            }
        }
        tx.after_commit(
            [this, wants = std::move(wants)]() mutable { provider_.want(std::move(wants)); });
        return next_sweep;
    }

  private:
    static void begin_shutdown(world::Tx& tx, const Instance& instance) {
        if (instance.state == InstanceState::ShuttingDown) return;
        auto next = instance;
        next.state = InstanceState::ShuttingDown;
        next.state_reason = "Client.UserInitiatedShutdown: User initiated shutdown";
        tx.put(std::move(next));
    }

    ports::InstanceProvider& provider_;
};

void mark_terminated(world::Tx& tx, const Instance& instance, TimePoint now) {
    auto next = instance;
    next.state = InstanceState::Terminated;
    next.terminated_at = now;
    tx.put(std::move(next));
    iam::erase_instance_key(tx, instance.id.value);
}

void apply_one(world::Tx& tx, const Instance& instance, const ports::InstanceSeen& seen) {
    if (instance.state == InstanceState::ShuttingDown) return;
    auto next = instance;
    if (seen.sight == ports::InstanceSight::Running) next.state = InstanceState::Running;
    next.state_reason = seen.detail;
    tx.put(std::move(next));
}

}  // namespace

std::vector<std::unique_ptr<world::Controller>> make_controllers(
    ports::InstanceProvider& provider) {
    std::vector<std::unique_ptr<world::Controller>> made;
    made.push_back(std::make_unique<InstanceController>(provider));
    return made;
}

void apply_sight(world::Tx& tx, const std::map<std::string, ports::InstanceSeen>& seen,
                 TimePoint now) {
    for (const auto* instance : tx.all<Instance>()) {
        if (instance->state == InstanceState::Terminated) continue;
        const auto found = seen.find(instance->id.value);
        if (found != seen.end())
            apply_one(tx, *instance, found->second);
        else if (instance->state == InstanceState::ShuttingDown)
            mark_terminated(tx, *instance, now);
    }
}

}  // namespace ikada::ec2
