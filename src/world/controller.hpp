#pragma once
// A controller applies a reconciler's plan. It is woken by changed records and by time.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/world.hpp"

namespace ikada::world {

class Controller {
  public:
    virtual ~Controller() = default;
    virtual std::string_view name() const = 0;

    // The keys of this controller's subjects that `change` concerns. At start every loaded record
    // comes as a change without `before`.
    virtual void wakes(const Change& change, std::vector<std::string>& keys) const = 0;

    // Looks at one subject and takes its next steps in this transaction. Knows no event: equal
    // records and time, equal outcome; run again at once it changes nothing. A key without a
    // subject is fine. Gives the time to look again if no record changes before.
    virtual std::optional<TimePoint> run(Tx& tx, const std::string& key, TimePoint now) = 0;

    // What it did of late could not be saved: changes are undone, effects lost; the subjects run
    // again. For those who remember what they have told.
    virtual void taken_back() {}
};

}  // namespace ikada::world
