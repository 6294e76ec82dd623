#pragma once
// For tests of the world: a small store room. Crates stand on shelves; a shelf's record says how
// many.

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "schema/json_codec.hpp"
#include "world/controller.hpp"
#include "world/core.hpp"

namespace ikada::world::testing {

struct Crate {
    std::string name;
    std::string shelf;
    int weight = 0;
    std::vector<std::string> owners;
    bool operator==(const Crate&) const = default;
};
inline IKADA_DESCRIBE(Crate, name, shelf, weight, owners);

struct Shelf {
    std::string name;
    int crates = 0;
    bool operator==(const Shelf&) const = default;
};
inline IKADA_DESCRIBE(Shelf, name, crates);

}  // namespace ikada::world::testing

template <>
struct ikada::world::RecordTraits<ikada::world::testing::Crate> {
    using Crate = testing::Crate;
    static constexpr std::string_view folder = "room/crate/";
    static constexpr int version = 2;
    static std::string key(const Crate& crate) { return crate.name; }
    static void index(const Crate& crate, IndexKeys& out) {
        out.add("shelf", crate.shelf);
        for (const auto& owner : crate.owners) out.add("owner", owner);
    }
    // In version 1 a crate had one owner.
    static void migrate(json::object& record, int) {
        if (const auto* owner = record.if_contains("owner")) record["owners"] = json::array{*owner};
    }
};

template <>
struct ikada::world::RecordTraits<ikada::world::testing::Shelf> {
    using Shelf = testing::Shelf;
    static constexpr std::string_view folder = "room/";
    static constexpr int version = 1;
    static std::string key(const Shelf& shelf) { return "shelf/" + shelf.name; }
    static void index(const Shelf&, IndexKeys&) {}
};

namespace ikada::world::testing {

constexpr TimePoint kNoon{Seconds{1'700'000'000}};

struct Room : World {
    Room() {
        add_table<Shelf>();
        add_table<Crate>();
    }
};

inline std::vector<std::string> names(const std::vector<const Crate*>& crates) {
    std::vector<std::string> found;
    for (const auto* crate : crates) found.push_back(crate->name);
    return found;
}

// A controller made of two functions.
class Script final : public Controller {
  public:
    using Wakes = std::function<void(const Change&, std::vector<std::string>&)>;
    using Run = std::function<std::optional<TimePoint>(Tx&, const std::string&, TimePoint)>;

    Script(std::string name, Wakes wakes, Run run)
        : name_(std::move(name)), wakes_(std::move(wakes)), run_(std::move(run)) {}
    std::string_view name() const override { return name_; }
    void wakes(const Change& change, std::vector<std::string>& keys) const override {
        wakes_(change, keys);
    }
    std::optional<TimePoint> run(Tx& tx, const std::string& key, TimePoint now) override {
        return run_(tx, key, now);
    }

  private:
    std::string name_;
    Wakes wakes_;
    Run run_;
};

// Wakes a subject for the key of each changed crate.
inline void wakes_per_crate(const Change& change, std::vector<std::string>& keys) {
    if (change.is<Crate>()) keys.push_back(change.key);
}

// Keeps every shelf's count.
inline Script shelf_counter() {
    const auto wakes = [](const Change& change, std::vector<std::string>& keys) {
        if (!change.is<Crate>()) return;
        for (const auto& row : {change.before, change.after})
            if (row) keys.push_back(static_cast<const Crate*>(row.get())->shelf);
    };
    const auto run = [](Tx& tx, const std::string& key, TimePoint) -> std::optional<TimePoint> {
        tx.put(Shelf{key, tx.count_by<Crate>("shelf", key)});
        return std::nullopt;
    };
    return {"shelf-counter", wakes, run};
}

// A clock that a test moves. Safe from any thread.
class FakeClock final : public Clock {
  public:
    TimePoint now() const override { return TimePoint(Millis(millis_)); }
    void advance(Millis by) { millis_ += by.count(); }

  private:
    std::atomic<std::int64_t> millis_{kNoon.time_since_epoch().count()};
};

}  // namespace ikada::world::testing
