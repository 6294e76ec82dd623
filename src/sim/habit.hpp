#pragma once
// What happens now and then in a simulation: what people do, what goes wrong.

#include <array>
#include <type_traits>

#include "base/random.hpp"

namespace ikada::sim {

template <class Actor, class... With>
struct Habit {
    int weight;  // how often, beside the others
    void (Actor::*act)(With...);
};

// Does one of them, at random by weight.
template <class Actor, std::size_t Count, class... With>
void act_by(const std::array<Habit<Actor, With...>, Count>& habits, Actor& actor, Random& random,
            std::type_identity_t<With>... with) {
    int total = 0;
    for (const auto& habit : habits) total += habit.weight;
    auto pick = random.below(total);
    for (const auto& habit : habits)
        if ((pick -= habit.weight) < 0) return (actor.*habit.act)(with...);
}

}  // namespace ikada::sim
