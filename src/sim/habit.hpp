#pragma once
// What simulated people do now and then.

#include <array>

#include "base/random.hpp"

namespace ikada::sim {

template <class Actor>
struct Habit {
    int weight;  // how often, beside the others
    void (Actor::*act)();
};

// Does one of them, at random by weight.
template <class Actor, std::size_t Count>
void act_by(const std::array<Habit<Actor>, Count>& habits, Actor& actor, Random& random) {
    int total = 0;
    for (const auto& habit : habits) total += habit.weight;
    auto pick = random.below(total);
    for (const auto& habit : habits)
        if ((pick -= habit.weight) < 0) return (actor.*habit.act)();
}

}  // namespace ikada::sim
