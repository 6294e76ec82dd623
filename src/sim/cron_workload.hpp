#pragma once
// What people do with scheduled tasks, at random: rules of EventBridge and schedules of its
// Scheduler, which run tasks that end by themselves.

#include <string>
#include <vector>

#include "events/shapes.hpp"
#include "scheduler/shapes.hpp"
#include "sim/platform.hpp"

namespace ikada::sim {

// The environment variable in which each task is told its tick, as ISO 8601.
inline constexpr auto kTickVariable = "TICK";

class CronWorkload {
  public:
    CronWorkload(Stage stage, Random random) : stage_(stage), random_(random) {}

    // One thing.
    void act();

  private:
    void create();
    void change();
    void remove();
    void put_rule(const std::string& name);
    void put_target(const std::string& rule);
    void switch_rule(const std::string& name);
    void create_schedule(const std::string& name);
    void change_schedule(const std::string& name);
    events::shapes::Target some_target();
    std::string some_expression();
    std::string some_time();
    // Names of rules begin with "rule", those of schedules with "schedule".
    std::vector<std::string> names() const;
    std::string some_name();

    Stage stage_;
    Random random_;
    int made_ = 0;
};

}  // namespace ikada::sim
