#pragma once
// Of scheduled tasks: while the server runs, each tick fires exactly once; one that nobody was
// there to fire is told as missed, and never made up for.

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "events/runs.hpp"
#include "sim/journal.hpp"
#include "sim/timeline.hpp"
#include "world/world.hpp"

namespace ikada::sim {

// When a schedule fires, by plain sums apart from the code that is judged: at `first`, and from
// there on every `period` if it has one.
struct Beat {
    TimePoint first;
    Millis period{0};

    std::optional<TimePoint> next(TimePoint after) const;
    bool has(TimePoint time) const { return next(time - Millis{1}) == time; }
};

// A rule or a schedule as the records say.
struct CronView {
    std::string name;
    Beat beat;
    TimePoint since;  // later ticks are its own
    bool is_on = false;
    int tasks = 0;  // that a tick runs
    TimePoint done_until;
    std::vector<events::Run> runs;
    std::vector<TimePoint> waiting;  // fired, and not yet tried
};

class CronInvariants {
  public:
    CronInvariants(const Timeline& timeline, Journal& journal)
        : timeline_(timeline), journal_(journal) {}

    void see(const world::Change& change);
    // `now`: the server's.
    void check_step(const world::Tx& tx, TimePoint now);
    // The server has been there for a while: nothing is due.
    void check_quiet(const world::Tx& tx, TimePoint now);
    // It is down, or could not commit.
    void server_lost();

  private:
    using Tick = std::chrono::sys_seconds;  // as tasks are told it
    struct Known {
        TimePoint done_until;
        std::set<Tick> missed;
        std::map<Tick, std::set<std::string>> fired;  // with its tasks
    };
    void check(const CronView& seen);
    void check_fired(const CronView& seen, TimePoint tick);
    void check_missed(const CronView& seen, const events::Run& run);
    void check_task(const world::Tx& tx, const std::string& key);
    void check_tasks_of(const CronView& seen);
    template <class... Args>
    void fail(fmt::format_string<Args...> format, Args&&... args) const {
        journal_.fail(timeline_.now(), format, std::forward<Args>(args)...);
    }

    const Timeline& timeline_;
    Journal& journal_;
    std::set<std::string> changed_, new_tasks_;  // names; keys
    std::map<std::string, Known> known_;         // by name
    // Since when the server has been there and has committed what it did.
    std::optional<TimePoint> running_since_;
    TimePoint now_;
};

}  // namespace ikada::sim
