#include "events/runs.hpp"

#include <algorithm>

namespace ikada::events {

IKADA_DESCRIBE(Run, state, event_id, target_id, due_at, task_arns, reason, attempts, missed)

void note(std::vector<Run>& runs, Run run) {
    const auto same = std::ranges::find_if(runs, [&](const Run& one) {
        return one.event_id == run.event_id && one.target_id == run.target_id &&
               one.due_at == run.due_at;
    });
    if (same != runs.end())
        *same = std::move(run);
    else
        runs.push_back(std::move(run));
    if (runs.size() > kRunsKept) runs.erase(runs.begin());
}

}  // namespace ikada::events
