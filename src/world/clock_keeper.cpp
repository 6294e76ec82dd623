#include "world/clock_keeper.hpp"

#include <algorithm>

namespace ikada::world {

IKADA_DESCRIBE(ClockMark, at)

namespace {

constexpr std::string_view kKey = "clock";

class ClockKeeper final : public Controller {
  public:
    std::string_view name() const override { return "clock-keeper"; }
    void wakes(const Change& change, std::vector<std::string>& keys) const override {
        if (!change.is<ClockMark>()) keys.emplace_back(kKey);
    }
    std::optional<TimePoint> run(Tx& tx, const std::string&, TimePoint now) override {
        const auto* last = tx.find<ClockMark>(kKey);
        if (!last || now - last->at >= kClockMarkEvery) tx.put(ClockMark{now});
        return std::nullopt;
    }
};

}  // namespace

void register_clock(World& world) { world.add_table<ClockMark>(); }

std::unique_ptr<Controller> make_clock_keeper() { return std::make_unique<ClockKeeper>(); }

TimePoint not_before(World& world, TimePoint wall) {
    const auto last = world.table(kind_of<ClockMark>()).find(kKey);
    return last ? std::max(wall, static_cast<const ClockMark*>(last.get())->at) : wall;
}

}  // namespace ikada::world
