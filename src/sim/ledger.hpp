#pragma once
// What the platform has acknowledged: it must all be there for ever after, whatever crashes.

#include <map>
#include <string>

#include "ecs/types.hpp"
#include "sim/journal.hpp"
#include "world/world.hpp"

namespace ikada::sim {

class Ledger {
  public:
    // Acknowledged to a user.
    void service_wants(const std::string& service, int desired_count);
    void service_deleted(const std::string& service);
    void task_started(const std::string& arn, TimePoint now);
    void task_stop_asked(const std::string& arn);
    // Acknowledged to an agent.
    void task_reported(const std::string& arn, std::string_view status);
    // Asked, and not answered: what holds may be either.
    void service_unsure(const std::string& service);

    // Everything acknowledged is in the records. `now`: the server's.
    void check(const world::Tx& tx, TimePoint now, Journal& journal);

  private:
    struct Service {
        int desired_count = 0;
        bool deleted = false, unsure = false;
    };
    struct Task {
        ecs::TaskStatus reported = ecs::TaskStatus::Provisioning;
        bool stop_asked = false;
        std::optional<TimePoint> started_at;  // by a user's RunTask
    };
    void check_service(const world::Tx& tx, const std::string& name, const Service& service);

    std::map<std::string, Service> services_;  // by name
    std::map<std::string, Task> tasks_;        // by ARN
    Journal* journal_ = nullptr;
    TimePoint now_;
};

}  // namespace ikada::sim
