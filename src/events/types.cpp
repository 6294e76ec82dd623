#include "events/types.hpp"

namespace ikada::events {

IKADA_DESCRIBE(Rule, name, arn, schedule_expression, event_pattern, description, role_arn, state,
               created_by, tags, targets, active_since)
IKADA_DESCRIBE(Invocation, rule, target_id, event_id, event, due_at, next_try_at, attempts,
               task_arns)
IKADA_DESCRIBE(Run, state, event_id, target_id, due_at, task_arns, reason, attempts, missed)
IKADA_DESCRIBE(RuleRuns, rule, done_until, runs)
IKADA_DESCRIBE(SourceMark, arn, mark)

}  // namespace ikada::events
