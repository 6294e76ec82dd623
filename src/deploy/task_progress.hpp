#pragma once
// How far the tasks of a service are while a deployment goes on. Pure.

#include <map>
#include <set>

#include "deploy/task_view.hpp"

namespace ikada::deploy {

// What became of a task, or of several alike.
struct Tiding {
    std::string text;                // "task 3f2a1b2c RUNNING", "12 tasks HEALTHY"
    std::optional<TaskView> failed;  // the first of those that failed so
};

class TaskProgress {
  public:
    // `deployment` is the id that its tasks were started by; other tasks are of the old.
    explicit TaskProgress(std::string deployment) : deployment_(std::move(deployment)) {}

    // The service's tasks as they are now; one that is missing and had not ended is forgotten.
    // Gives what is new of the deployment's own since, once, and summed up where it is much.
    std::vector<Tiding> see(const std::vector<TaskView>& tasks, TimePoint now);

    // The ARNs of those that have not stopped, as far as is known.
    std::set<std::string> unfinished() const;

    // A line a task, the most interesting first, and one for the rest. Of the old ones those that
    // are ending only.
    std::vector<std::string> lines(TimePoint now) const;

  private:
    struct Known {
        TaskView task;
        bool is_ours = false;
        std::string phase;
        TimePoint since;
    };
    // What is to be told of it, if anything is new.
    std::optional<std::string> learn(const TaskView& task, TimePoint now);
    static int rank_of(const Known& known);
    static std::string line_of(const Known& known, TimePoint now);

    std::string deployment_;
    std::map<std::string, Known> known_;  // by ARN
};

}  // namespace ikada::deploy
