#include "events/types.hpp"

namespace ikada::events {

IKADA_DESCRIBE(Rule, name, arn, schedule_expression, event_pattern, description, role_arn, state,
               created_by, tags, targets, active_since)
IKADA_DESCRIBE(Invocation, rule, target_id, event_id, event, delivery)
IKADA_DESCRIBE(RuleRuns, rule, done_until, runs)
IKADA_DESCRIBE(SourceMark, arn, mark)

}  // namespace ikada::events
