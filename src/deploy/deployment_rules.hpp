#pragma once
// What a look at a service says of a deployment. Pure.

#include "deploy/service_view.hpp"

namespace ikada::deploy {

enum class Stage { UnderWay, Done, Failed };

struct Verdict {
    Stage stage;
    std::string why;  // one line; of a failure
    bool operator==(const Verdict&) const = default;
};

// The deployment that is followed.
struct Followed {
    std::string id, task_definition;
    // Done as soon as one new task runs, else when the old ones are gone too.
    bool first_task_suffices = false;
};

Verdict judge(const ServiceView& seen, const Followed& followed);

// "2 of 4 running, 1 pending; 3 of the old": how far it is.
std::string progress_of(const ServiceView& seen, const Followed& followed);

// How many failed tasks end a deployment that no circuit breaker watches: the thresholds of ECS's.
// Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
std::int64_t failed_tasks_max(std::int64_t desired);

}  // namespace ikada::deploy
