#pragma once
// The core loop without its thread: transactions, wake-ups, timers. Simulation steps it by hand;
// the Engine runs it in production.

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "world/controller.hpp"
#include "world/world.hpp"

namespace ikada::world {

// Runs that one pass of run_ready may take before it gives up on settling and says which controller
// keeps waking itself. Subjects that ran in such a pass and are still ready rest for a second or
// until the next wake; those that did not run yet are due at once.
constexpr int kRunsPerPassMax = 100'000;

class Core {
  public:
    // Controllers run in the given order when several are ready. All must outlive the core.
    Core(World& world, std::vector<Controller*> controllers, Random random);

    // Wakes every controller for every loaded record. Call once, after World::load.
    void start();

    // One transaction: committed if `work` gives ok, undone otherwise.
    Status transact(const std::function<Status(Tx&)>& work);
    // The same for work that may only read: it is undone with `refusal` if it would change a
    // record.
    Status transact_reading(const std::function<Status(Tx&)>& work, const Error& refusal);

    // Runs woken controllers and those whose time has come, until none is left.
    void run_ready(TimePoint now);

    // When the next timer is due; nothing if none is set.
    std::optional<TimePoint> next_wake() const;

    struct Effect {
        std::function<void()> when_saved;
        std::function<void(const Error&)> when_lost = {};  // its batch could not be saved
        void operator()() const { when_saved(); }
    };
    struct Subject {
        std::size_t controller;
        std::string key;
        auto operator<=>(const Subject&) const = default;
    };
    // What has been written since the last call, in order: commit it, then run the effects.
    struct Batch {
        std::vector<Change> changes;
        std::vector<Effect> effects;
        std::vector<Subject> ran;  // by which controllers, one run after the other
        bool empty() const { return changes.empty() && effects.empty() && ran.empty(); }
    };
    Batch take_batch();
    // Undoes what could not be saved: `unsaved` is all batches since, in order, the one that
    // take_batch() would give among them. Their effects are lost and what was decided in them was
    // decided on what never was: who ran runs again, and what is undone wakes as a change does.
    void take_back(const Batch& unsaved);

    // Puts an effect behind everything written so far (an answer to a read waits for what it read).
    void add_effect(Effect effect) { batch_.effects.push_back(std::move(effect)); }

  private:
    struct Hash {
        std::size_t operator()(const Subject& subject) const {
            return std::hash<std::string>{}(subject.key) + subject.controller;
        }
    };

    void absorb(Committed committed);
    void undo(std::span<const Change> changes);
    void wake_for(const Change& change);
    void wake_due(TimePoint now);
    void run(const Subject& subject, TimePoint now);
    void set_timer(const Subject& subject, std::optional<TimePoint> at);
    void give_up(std::span<const Subject> ran, TimePoint now);

    World& world_;
    std::vector<Controller*> controllers_;
    Random random_;
    std::set<Subject> ready_;
    std::unordered_map<Subject, TimePoint, Hash> timer_of_;
    std::set<std::pair<TimePoint, const Subject*>> timers_;  // the same, by time
    Batch batch_;
};

}  // namespace ikada::world
