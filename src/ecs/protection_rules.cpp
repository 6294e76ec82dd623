#include "ecs/protection_rules.hpp"

#include "ecs/service_events.hpp"

namespace ikada::ecs {

namespace {

Tasks protected_of(const Planning& planning, const Tasks& tasks) {
    Tasks found;
    for (const auto* task : tasks)
        if (is_protected(*task, planning.now)) found.push_back(task);
    return found;
}

}  // namespace

void note_protection(Planning& planning) {
    Tasks holding = protected_of(planning, planning.outgoing);
    if (planning.missing() < 0) {
        const Tasks surplus = protected_of(planning, planning.keepers);
        holding.insert(holding.end(), surplus.begin(), surplus.end());
    }
    for (const auto* task : holding) planning.look_again_at(*task->protected_until);
    const bool held = !holding.empty();
    if (held == planning.service().held_by_protection) return;
    planning.add(NoteProtection{held});
    if (held)
        planning.say(events::held_by_protection(events::title_of(planning.service()),
                                                static_cast<int>(holding.size())));
}

}  // namespace ikada::ecs
