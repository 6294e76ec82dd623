#pragma once
// What happened to a service since the last look, told once.

#include <set>
#include <string>

#include "deploy/deployment_rules.hpp"
#include "deploy/task_progress.hpp"

namespace ikada::deploy {

class ServiceNews {
  public:
    // What there is at the beginning is not news.
    ServiceNews(Tool& tool, const ServiceView& at_first, Followed followed);
    // Says events, what becomes of tasks and how far it is.
    //   Asks for the service's tasks: a list and a description for every hundred of them, and so
    //   many times more seldom.
    void tell(const ServiceView& seen);

  private:
    void tell_events(const ServiceView& seen);
    std::vector<Tiding> look_at_tasks(const ServiceView& seen);
    void tell(const Tiding& tiding, const std::string& cluster);
    void tell_last_lines(const TaskView& task, const std::string& cluster);
    Result<std::vector<TaskView>> find_tasks(const ServiceView& seen, bool more_failed);

    Tool& tool_;
    Followed followed_;
    std::set<std::string> known_events_;
    TaskProgress progress_;
    std::int64_t failed_ = 0;
    TimePoint next_look_{};  // at its tasks
    bool knows_tasks_ = false, told_limit_ = false;
};

}  // namespace ikada::deploy
