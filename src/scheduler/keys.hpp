#pragma once
// The only file that knows the keys of the scheduler's records.

#include "scheduler/types.hpp"
#include "world/record.hpp"

namespace ikada::scheduler::keys {

// Names have no '/'.
inline std::string of_group(std::string_view group) { return std::string(group) + "/"; }
inline std::string schedule(std::string_view group, std::string_view name) {
    return of_group(group) + std::string(name);
}

}  // namespace ikada::scheduler::keys

namespace ikada::world {

template <>
struct RecordTraits<scheduler::ScheduleGroup> {
    static constexpr std::string_view folder = "scheduler/group/";
    static constexpr int version = 1;
    static std::string key(const scheduler::ScheduleGroup& group) { return group.name; }
    static void index(const scheduler::ScheduleGroup&, IndexKeys&) {}
};

template <>
struct RecordTraits<scheduler::Schedule> {
    static constexpr std::string_view folder = "scheduler/schedule/";
    static constexpr int version = 1;
    static std::string key(const scheduler::Schedule& schedule) {
        return scheduler::keys::schedule(schedule.group, schedule.name);
    }
    static void index(const scheduler::Schedule&, IndexKeys&) {}
};

template <>
struct RecordTraits<scheduler::ScheduleRuns> {
    static constexpr std::string_view folder = "scheduler/runs/";
    static constexpr int version = 1;
    static std::string key(const scheduler::ScheduleRuns& runs) { return runs.schedule; }
    static void index(const scheduler::ScheduleRuns&, IndexKeys&) {}
};

}  // namespace ikada::world
