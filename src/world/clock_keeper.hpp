#pragma once
// Remembers in the store how late it was, so that a server that starts after its wall clock was set
// back does not decide by a time before its own records'.

#include <memory>

#include "world/controller.hpp"

namespace ikada::world {

struct ClockMark {
    TimePoint at;
};
const schema::Type& describe(const ClockMark*);

// Registers the record. Once, before World::load.
void register_clock(World& world);
// Marks the time with a change when the last mark is older than kClockMarkEvery.
std::unique_ptr<Controller> make_clock_keeper();
// The later of `wall` and the last mark in the world.
TimePoint not_before(World& world, TimePoint wall);

constexpr Seconds kClockMarkEvery{10};

}  // namespace ikada::world

template <>
struct ikada::world::RecordTraits<ikada::world::ClockMark> {
    static constexpr std::string_view folder = "world/";
    static constexpr int version = 1;
    static std::string key(const ClockMark&) { return "clock"; }
    static void index(const ClockMark&, IndexKeys&) {}
};
