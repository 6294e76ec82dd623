// Targets' lives: registered, checked, drained, gone.

#include <algorithm>

#include "base/arn.hpp"
#include "elbv2/addresses.hpp"
#include "elbv2/api.hpp"
#include "elbv2/keys.hpp"
#include "elbv2/target_states.hpp"

namespace ikada::elbv2 {
namespace {

std::string key_of(const TargetRef& ref) {
    return keys::target(ref.target_group_arn, ref.id, ref.port);
}

void set_unhealthy(Target& target, const ports::ServerSeen& seen) {
    set_state(target, TargetState::Unhealthy);
    switch (seen.fault) {
        case ports::ProbeFault::WrongStatus:
            target.reason = "Target.ResponseCodeMismatch";
            target.description = fmt::format("Health checks failed with these codes: [{}]",
                                             seen.http_status.value_or(0));
            return;
        case ports::ProbeFault::TimedOut:
            target.reason = "Target.Timeout";
            target.description = "Request timed out";
            return;
        case ports::ProbeFault::None:
        case ports::ProbeFault::Unreachable:
        case ports::ProbeFault::NotHttp:
            target.reason = "Target.FailedHealthChecks";
            target.description = "Health checks failed";
            return;
    }
}

void apply_one(Target& target, const ports::ServerSeen& seen) {
    switch (seen.sight) {
        case ports::ServerSight::Checking:
            set_state(target, TargetState::Initial);
            target.reason = "Elb.InitialHealthChecking";
            target.description = "Initial health checks in progress";
            return;
        case ports::ServerSight::Up:
            set_state(target, TargetState::Healthy);
            return;
        case ports::ServerSight::Down:
            set_unhealthy(target, seen);
            return;
        case ports::ServerSight::Draining:
        case ports::ServerSight::Drained:
            return;
    }
}

// Most targets stay as they were: they need not be put, compared and indexed again.
bool is_judged_alike(const Target& a, const Target& b) {
    return a.state == b.state && a.reason == b.reason && a.description == b.description;
}

const ports::ServerSeen* find_seen(const ports::BalancerSeen& seen, const Target& target) {
    const auto backend = seen.servers.find(std::string(last_part(target.target_group_arn)));
    if (backend == seen.servers.end()) return nullptr;
    const auto server = backend->second.find(target.generation);
    return server == backend->second.end() ? nullptr : &server->second;
}

void apply_errors(world::Tx& tx, const ports::BalancerSeen& seen) {
    for (const auto* listener : tx.all<Listener>()) {
        const auto found = seen.errors.find(std::string(last_part(listener->arn)));
        const std::string error = found == seen.errors.end() ? "" : found->second;
        if (listener->error == error) continue;
        auto next = *listener;
        next.error = error;
        tx.put(std::move(next));
    }
}

}  // namespace

void set_state(Target& target, TargetState state) {
    target.state = state;
    switch (state) {
        case TargetState::Initial:
            target.reason = "Elb.RegistrationInProgress";
            target.description = "Target registration is in progress";
            return;
        case TargetState::Draining:
            target.reason = "Target.DeregistrationInProgress";
            target.description = "Target deregistration is in progress";
            return;
        case TargetState::Unused:
            target.reason = "Target.NotInUse";
            target.description =
                "Target group is not configured to receive traffic from the load balancer";
            return;
        case TargetState::Healthy:
        case TargetState::Unhealthy:
            target.reason.clear();
            target.description.clear();
            return;
    }
}

const TargetGroup* find_target_group(const world::Tx& tx, std::string_view arn) {
    return tx.find<TargetGroup>(arn);
}

bool has_load_balancer(const world::Tx& tx, std::string_view target_group_arn) {
    return tx.count_by<Listener>(keys::kByTargetGroup, target_group_arn) > 0 ||
           tx.count_by<Rule>(keys::kByTargetGroup, target_group_arn) > 0;
}

void register_target(world::Tx& tx, const TargetRef& ref, TimePoint now) {
    const auto* known = tx.find<Target>(key_of(ref));
    if (known && !known->draining_since) return;
    Target target{.target_group_arn = ref.target_group_arn,
                  .id = ref.id,
                  .port = ref.port,
                  .generation = tx.random().hex(8),
                  .registered_at = now,
                  .draining_since = {},
                  .reason = {},
                  .description = {}};
    const auto* group = find_target_group(tx, ref.target_group_arn);
    if (group && group->target_type == "ip")
        if (const auto zone = zone_of_address(tx, ref.id)) target.availability_zone = *zone;
    const bool used = has_load_balancer(tx, ref.target_group_arn);
    set_state(target, used ? TargetState::Initial : TargetState::Unused);
    tx.put(std::move(target));
}

void deregister_target(world::Tx& tx, const TargetRef& ref, TimePoint now) {
    const auto* known = tx.find<Target>(key_of(ref));
    if (!known || known->draining_since) return;
    if (known->state == TargetState::Unused) return tx.erase<Target>(key_of(ref));
    auto target = *known;
    target.draining_since = now;
    set_state(target, TargetState::Draining);
    tx.put(std::move(target));
}

std::optional<TargetState> target_state(const world::Tx& tx, const TargetRef& ref) {
    const auto* target = tx.find<Target>(key_of(ref));
    if (!target) return std::nullopt;
    return target->state;
}

std::string target_description(const world::Tx& tx, const TargetRef& ref) {
    const auto* target = tx.find<Target>(key_of(ref));
    return target ? target->description : "";
}

std::optional<TargetRef> changed_target(const world::Change& change) {
    if (!change.is<Target>()) return std::nullopt;
    const auto& target = change.either<Target>();
    return TargetRef{target.target_group_arn, target.id, target.port};
}

void apply_sight(world::Tx& tx, const ports::BalancerSeen& seen, TimePoint) {
    apply_errors(tx, seen);
    for (const auto* target : tx.all<Target>()) {
        const auto* sight = find_seen(seen, *target);
        if (!sight) continue;
        if (target->draining_since) {
            // Nothing runs on it any more: the deregistration delay need not be waited for.
            if (sight->sight == ports::ServerSight::Drained)
                tx.erase<Target>(world::RecordTraits<Target>::key(*target));
            continue;
        }
        auto next = *target;
        apply_one(next, *sight);
        if (!is_judged_alike(next, *target)) tx.put(std::move(next));
    }
}

}  // namespace ikada::elbv2
