#include "sim/simulation.hpp"

#include "sim/balancer.hpp"
#include "sim/faults.hpp"
#include "sim/invariants.hpp"
#include "sim/provider.hpp"
#include "sim/workload.hpp"

namespace ikada::sim {

namespace {

constexpr Seconds kBusy{1200};
// Long enough for a lost node, a throttled start and a rolling update one after the other.
constexpr Seconds kQuiet{1200};
constexpr Seconds kRestart{5};
constexpr int kStepsMax = 2'000'000;

class Simulation {
  public:
    explicit Simulation(const RunOptions& options);
    Outcome run();

  private:
    void server_lost();
    void start_server();
    void be_busy(TimePoint until);
    void act_until(TimePoint until);
    void strike_until(TimePoint until);
    void be_quiet();
    void step(TimePoint end);
    Random next_random() { return Random{static_cast<std::uint64_t>(random_.below(1LL << 40))}; }

    const RunOptions options_;
    Timeline timeline_;
    Journal journal_;
    Random random_;
    Weather weather_;
    Ledger ledger_;
    Platform platform_;
    Stage stage_{platform_, timeline_, journal_, weather_, ledger_};
    Nodes nodes_;
    Balancer balancer_;
    Provider provider_;
    Invariants invariants_;
    Workload workload_;
    Faults faults_;
    Random fate_;
};

Simulation::Simulation(const RunOptions& options)
    : options_(options),
      journal_(options.verbose),
      random_(options.seed),
      platform_(timeline_, journal_, next_random()),
      nodes_(stage_, next_random()),
      balancer_(platform_, nodes_, timeline_, next_random()),
      provider_(platform_, nodes_, timeline_),
      invariants_(timeline_, journal_),
      workload_(stage_, next_random()),
      faults_(nodes_, balancer_, weather_, stage_),
      fate_(next_random()) {
    platform_.on_crash = [this] { server_lost(); };
    platform_.on_undone = [this] { invariants_.server_lost(); };
    platform_.on_settled = [this] {
        invariants_.check_step(platform_.read(), balancer_.table(), platform_.time());
    };
    nodes_.has_requests = [this](const std::string& address, int port, TimePoint since) {
        return balancer_.has_requests(address, port, since);
    };
}

void Simulation::server_lost() {
    journal_.note(timeline_.now(), "server is down");
    nodes_.server_lost();
    balancer_.server_lost();
    provider_.server_lost();
    invariants_.server_lost();
    timeline_.in(Millis{500 + random_.below(90000)}, [this] { start_server(); });
}

void Simulation::start_server() {
    journal_.note(timeline_.now(), "server starts");
    const auto started = platform_.start({nodes_, balancer_, provider_}, &invariants_);
    if (started) return ledger_.check(platform_.read(), platform_.time(), journal_);
    journal_.note(timeline_.now(), "server does not start: {}", started.error().message);
    invariants_.server_lost();
    // One that died while it started has its next start planned already.
    if (started.error().is(store::kStoreFailed)) timeline_.in(kRestart, [this] { start_server(); });
}

void Simulation::act_until(TimePoint until) {
    if (timeline_.now() >= until) return;
    workload_.act();
    timeline_.in(Millis{2000 + random_.below(50000)}, [this, until] { act_until(until); });
}

void Simulation::strike_until(TimePoint until) {
    if (timeline_.now() >= until) return;
    faults_.strike(fate_);
    timeline_.in(Millis{5000 + random_.below(120000)}, [this, until] { strike_until(until); });
}

void Simulation::be_busy(TimePoint until) {
    journal_.note(timeline_.now(), "---- busy");
    act_until(until);
    // The first while is without faults: what fails then is not a fault's doing.
    timeline_.in(Seconds{120}, [this, until] { strike_until(until); });
    timeline_.at(until, [this] { be_quiet(); });
}

void Simulation::be_quiet() {
    journal_.note(timeline_.now(), "---- quiet");
    faults_.clear_up();
    // At times one agent stays away: what it ran must run elsewhere.
    auto* absent = random_.chance(0.3) ? nodes_.pick() : nullptr;
    if (absent) absent->disconnect(kQuiet + Seconds{60});
    // The longest other outage is over by then.
    timeline_.in(Seconds{120}, [this] { workload_.activate_all(); });
    timeline_.in(kQuiet, [this] {
        if (platform_.is_up()) {
            ledger_.check(platform_.read(), platform_.time(), journal_);
            invariants_.check_quiet(platform_.read(), nodes_, platform_.time());
        }
        be_busy(timeline_.now() + kBusy);
    });
}

// The next happening or the server's own timer, whichever comes first.
void Simulation::step(TimePoint end) {
    const auto next = timeline_.next().value_or(end);
    const auto wake = platform_.next_wake().value_or(end);
    ++journal_.step;
    timeline_.advance_to(std::min(next, wake));
    if (wake < next)
        platform_.run_ready();
    else
        timeline_.step();
}

Outcome Simulation::run() {
    start_server();
    workload_.prepare();
    balancer_.run();
    be_busy(timeline_.now() + kBusy);
    const TimePoint end = timeline_.now() + options_.duration;
    while (timeline_.now() < end && !journal_.failure() && journal_.step < kStepsMax) step(end);
    if (journal_.step == kStepsMax) journal_.fail(timeline_.now(), "{} steps", kStepsMax);

    Outcome outcome{journal_.failure(), "", journal_.step, journal_.fingerprint()};
    for (const auto& line : journal_.lines()) outcome.journal += line + "\n";
    return outcome;
}

}  // namespace

Outcome simulate(const RunOptions& options) { return Simulation(options).run(); }

}  // namespace ikada::sim
