#pragma once
// `run task`: one task with a command, followed to its exit code.

#include "deploy/revision.hpp"
#include "deploy/task_view.hpp"

namespace ikada::deploy {

constexpr Seconds kTaskTimeoutDefault{300};

// Where a task goes. The subnets and security groups are of a task definition whose network mode is
// awsvpc.
struct TaskPlace {
    std::vector<std::string> subnets = {}, security_groups = {};
    std::string launch_type = {};  // empty: the cluster's
};

struct OneOffTask {
    std::string cluster, task_definition;
    std::string image = {};      // empty: the task definition as it is
    std::string container = {};  // gets image and command; empty: image by repository, and the
                                 // only container the command
    std::vector<std::string> command = {};  // empty: the container's own
    TaskPlace place = {};
    Seconds timeout = kTaskTimeoutDefault;
    std::string client_token;  // makes a call that is made twice start one task; at most 64
};

struct OneOffOutcome {
    std::string task, task_definition;  // ARNs
    std::int64_t exit_code = 0;         // of the command's container
    std::string why;                    // it ended, in one line
};

// Blocks until the task has stopped. An exit code other than 0 is an outcome, not an error.
//   Errors: kTimedOut (the task is told to stop), kInterrupted (it goes on), kDeployFailed when it
//   cannot be placed or its container never ran; kNotFound for a container that is not there; the
//   API's.
Result<OneOffOutcome> run_task(Tool& tool, const OneOffTask& wish);

}  // namespace ikada::deploy
