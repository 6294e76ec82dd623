#pragma once
// One planning of a service: what is seen, sorted by fate, and the plan as far as it has come. The
// rules of each concern (*_rules) read it and add to it, in the order of service_reconciler.cpp.

#include <map>
#include <string>
#include <vector>

#include "ecs/service_reconciler.hpp"

namespace ikada::ecs {

using Tasks = std::vector<const TaskView*>;

class Planning {
  public:
    Planning(const ServiceSnapshot& seen, TimePoint now);

    const Service& service() const { return *seen.service; }
    const Deployment& primary() const { return service().deployments.front(); }
    int kept() const { return static_cast<int>(keepers.size()); }
    int missing() const { return service().desired_count - kept(); }
    int active() const { return kept() + static_cast<int>(outgoing.size() + failing.size()); }
    int count(const Tasks& tasks, Worth worth) const;
    int count_healthy(const Tasks& tasks) const { return count(tasks, Worth::Healthy); }
    bool keeps_healthy_ones() const { return count_healthy(keepers) == kept(); }
    // Whether one that was told to stop still takes its place.
    bool has_departing() const;
    int counted_failures(const DeploymentId& deployment) const;  // in this planning

    void add(Decision decision) { plan.decisions.push_back(std::move(decision)); }
    void say(std::string message) { add(AddEvent{std::move(message)}); }
    void look_again_at(TimePoint when);
    // Stops the task and deregisters its targets.
    void stop(const TaskView& task, const std::string& reason);
    // Says once that the deployment configuration lets no task stop and none start.
    void note_stuck();
    Plan finish(std::string why);

    const ServiceSnapshot& seen;
    const TimePoint now;
    Plan plan;
    Tasks over, leaving, unfit, failing, outgoing, keepers;  // by fate
    std::vector<TaskId> stopped, drained;
    std::map<std::string, int> deregistered;  // target group → targets
    std::map<DeploymentId, int> failures;     // counted in this planning
    std::optional<TimePoint> retry_at;        // no task is started before
    int started = 0;

  private:
    void sort();
};

}  // namespace ikada::ecs
