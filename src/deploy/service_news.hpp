#pragma once
// What happened to a service since the last look, told once.

#include <set>
#include <string>

#include "deploy/deployment_rules.hpp"
#include "deploy/task_view.hpp"

namespace ikada::deploy {

class ServiceNews {
  public:
    // What there is at the beginning is not news.
    ServiceNews(Tool& tool, const ServiceView& at_first, Followed followed);
    // Says events, tasks that failed and how far it is.
    void tell(const ServiceView& seen);

  private:
    void tell_events(const ServiceView& seen);
    void tell_failures(const ServiceView& seen);
    void tell_last_lines(const TaskView& task, const std::string& cluster);

    Tool& tool_;
    Followed followed_;
    std::set<std::string> known_events_, told_tasks_;
    std::int64_t failed_ = 0;
};

}  // namespace ikada::deploy
