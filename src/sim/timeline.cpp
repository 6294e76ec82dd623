#include "sim/timeline.hpp"

namespace ikada::sim {

void Timeline::at(TimePoint when, std::function<void()> happening) {
    happenings_.emplace(std::max(when, now_), std::move(happening));
}

std::optional<TimePoint> Timeline::next() const {
    if (happenings_.empty()) return std::nullopt;
    return happenings_.begin()->first;
}

void Timeline::step() {
    auto first = happenings_.extract(happenings_.begin());
    first.mapped()();
}

}  // namespace ikada::sim
