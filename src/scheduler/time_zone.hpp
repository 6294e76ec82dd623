#pragma once
// The time zones of IANA's database, from Debian's tzdata.

#include <chrono>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace date {
class time_zone;
}

namespace ikada::scheduler {

class TimeZone {
  public:
    // "Europe/Berlin", "UTC"; nothing for a name that the database does not have.
    static std::optional<TimeZone> find(const std::string& name);

    std::chrono::local_time<Millis> to_local(TimePoint time) const;
    // Nothing for a time that clocks skip; of one that they show twice the first.
    std::optional<TimePoint> to_utc(std::chrono::local_time<Millis> time) const;

  private:
    explicit TimeZone(const date::time_zone& zone) : zone_(&zone) {}
    const date::time_zone* zone_;
};

}  // namespace ikada::scheduler
