#include "haproxy/haproxy_balancer.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/strings.hpp"
#include "haproxy/admission.hpp"
#include "haproxy/changes.hpp"
#include "haproxy/routing.hpp"
#include "haproxy/sights.hpp"

namespace ikada::haproxy {
namespace {

using ports::BalancerCounters;
using ports::BalancerSeen;
using ports::RoutingTable;
using std::chrono::steady_clock;

constexpr Millis kPollUnsettled{200};
constexpr Millis kPollSettled{1000};
constexpr Millis kRetryAfterFailure{2000};
constexpr std::size_t kFailuresMax = 100;  // remembered
// Commands to one worker before what they did is looked at again (ours).
constexpr std::size_t kServerCommandsMax = 2000;
constexpr std::size_t kMapCommandsMax = 100'000;

// HAProxy's answers to commands that did what they should.
bool is_fine(std::string_view answer) {
    for (const auto line : split(answer, '\n')) {
        const auto text = trim(line);
        const bool expected = text.empty() || text == "New server registered." ||
                              text == "Server deleted." ||
                              text.find("still has connections") != std::string_view::npos;
        if (!expected) return false;
    }
    return true;
}

std::map<std::string, std::string> all_frontends(const RoutingTable& table,
                                                 const std::string& error) {
    std::map<std::string, std::string> errors;
    for (const auto& frontend : table.frontends) errors[frontend.id] = error;
    return errors;
}

std::set<std::string> names_of(const std::map<std::string, ports::FrontendCounters>& frontends) {
    std::set<std::string> names;
    for (const auto& [name, counted] : frontends) names.insert(name);
    return names;
}

Maps wanted_maps(const RoutingTable& table, const Running& now) {
    return maps_of(table, {sights(table, now.servers, now.stats.servers), {}});
}

bool same_but_time(const std::vector<PresentServer>& a, const std::vector<PresentServer>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](PresentServer x, PresentServer y) {
        x.unchanged_for = y.unchanged_for = {};
        x.passes = y.passes = 0;
        return x == y;
    });
}

}  // namespace

HaproxyBalancer::HaproxyBalancer(HaproxySettings settings) : program_(std::move(settings)) {
    thread_ = std::thread([this] { loop(); });
}

HaproxyBalancer::~HaproxyBalancer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void HaproxyBalancer::want(RoutingTable table) {
    {
        const std::lock_guard lock(mutex_);
        if (wanted_ == table) return;
        wanted_ = std::move(table);
        is_new_ = true;
    }
    changed_.notify_all();
}

void HaproxyBalancer::on_seen(std::function<void(BalancerSeen)> seen) {
    const std::lock_guard lock(mutex_);
    seen_ = std::move(seen);
    is_silent_ = true;
}

void HaproxyBalancer::loop() {
    Millis pause{0};
    std::optional<RoutingTable> wanted;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        changed_.wait_for(lock, pause, [this] { return stopping_ || is_new_; });
        if (stopping_) return;
        if (is_new_) wanted = wanted_;
        const bool is_changed = std::exchange(is_new_, false);
        lock.unlock();
        if (is_changed) wanted = usable(std::move(*wanted));
        pause = wanted ? step(*wanted) : kPollSettled;
        lock.lock();
    }
}

// One look and what follows from it. Gives how long to wait before the next.
Millis HaproxyBalancer::step(const RoutingTable& wanted) {
    const auto before = running_or_saved();
    if (!before) {
        report_errors(all_frontends(wanted, before.error().message));
        return kPollUnsettled;
    }
    auto [table, errors] = admit(wanted, names_of(before->stats.frontends));
    const auto loaded = load_without_refused(table, errors, *before);
    if (!loaded) errors = all_frontends(wanted, loaded.error().message);

    if (const auto ready = program_.observe()) {
        if (loaded) tell_maps(wanted_maps(table, *ready), ready->pid);
        say(server_commands(ready->servers, table), kServerCommandsMax);
    }
    auto now = program_.observe();
    if (!now) {
        report_errors(errors.empty() ? all_frontends(wanted, now.error().message) : errors);
        return kPollUnsettled;
    }
    look_at_old_workers(*now);
    tally_.add(now->pid, now->stats);
    show_counters(tally_.told(table));
    save(now->servers);
    if (loaded) tell_maps(wanted_maps(table, *now), now->pid);  // what is told below holds already
    const BalancerSeen seen{sights(table, now->servers, now->stats.servers), errors};
    report(seen);
    return is_settled(table, now->servers, seen) ? kPollSettled : kPollUnsettled;
}

// Where HAProxy does not run, what we last knew of its servers: those that were up get traffic from
// the first moment again.
Result<Running> HaproxyBalancer::running_or_saved() {
    if (program_.is_alive()) return program_.observe();
    return Running{0, "", program_.saved_servers(), {}};
}

// A frontend that HAProxy refuses must not keep the others from being served.
Status HaproxyBalancer::load_without_refused(RoutingTable& table,
                                             std::map<std::string, std::string>& errors,
                                             const Running& now) {
    for (;;) {
        const auto loaded = load(table, now);
        if (loaded) return ok();
        const auto config = config_text(table, program_.config_settings(), {});
        const auto blamed = blamed_frontend(config, loaded.error().message);
        const auto refused = std::find_if(
            table.frontends.begin(), table.frontends.end(),
            [&](const auto& frontend) { return blamed && frontend_name(frontend) == *blamed; });
        if (refused == table.frontends.end()) return loaded;
        errors[refused->id] = loaded.error().message;
        table.frontends.erase(refused);
    }
}

// Nothing to do where that structure runs. A structure that failed is tried again only after a
// while.
Status HaproxyBalancer::load(const RoutingTable& table, const Running& now) {
    const auto fingerprint = fingerprint_of(structure_of(table, program_.config_settings()));
    if (now.fingerprint == fingerprint) return ok();
    const auto failed = failures_.find(fingerprint);
    const bool is_fresh = failed != failures_.end() && steady_clock::now() < failed->second.until;
    if (is_fresh) return failed->second.error;

    log::info("haproxy: loading {} frontends, {} backends", table.frontends.size(),
              table.backends.size());
    const auto carried = carried_over(now.servers, table);
    saved_.reset();  // the file's times must be today's
    save(carried);
    if (const auto written = program_.save_maps(wanted_maps(table, now)); !written) return written;
    const auto loaded =
        program_.load(config_text(table, program_.config_settings(), carried), fingerprint);
    if (failures_.size() >= kFailuresMax) failures_.clear();
    if (!loaded)
        failures_[fingerprint] = {loaded.error(), steady_clock::now() + kRetryAfterFailure};
    return loaded;
}

// Gives whether HAProxy took them all, whatever it made of them.
bool HaproxyBalancer::say(const std::vector<std::string>& commands, std::size_t count_max) {
    const auto count = std::min(commands.size(), count_max);
    for (std::size_t i = 0; i < count; ++i) {
        const auto answer = program_.command(commands[i]);
        if (!answer) log::warn("haproxy: {}", answer.error().message);
        if (!answer) return false;
        if (!is_fine(*answer)) log::warn("haproxy: {}: {}", commands[i], trim(*answer));
    }
    return count == commands.size();
}

// Before servers change: no cookie may lead to one that is about to drain. Read back only where
// something is to change, or the worker is new to us.
void HaproxyBalancer::tell_maps(const Maps& wanted, int worker) {
    const bool is_known = std::exchange(maps_worker_, 0) == worker;
    if (!is_known || maps_ != wanted) {
        if (const auto written = program_.save_maps(wanted); !written)
            return log::error("haproxy: {}", written.error().message);
        for (const auto& [name, entries] : wanted)
            if ((!is_known || maps_[name] != entries) && !tell_map(name, entries)) return;
        maps_ = wanted;
    }
    maps_worker_ = worker;
}

bool HaproxyBalancer::tell_map(const std::string& name, const MapEntries& wanted) {
    const auto present = program_.map_entries(name);
    if (!present) log::warn("haproxy: {}: {}", name, present.error().message);
    return present && say(program_.commands_for_map(name, *present, wanted), kMapCommandsMax);
}

// What they still finish counts as in flight.
void HaproxyBalancer::look_at_old_workers(Running& now) {
    for (const int worker : program_.old_workers()) {
        const auto old = program_.observe_old(worker);
        if (!old) continue;  // it ended meanwhile
        add_running(now.stats.servers, old->stats.servers);
        tally_.add(worker, old->stats);
    }
}

void HaproxyBalancer::show_counters(BalancerCounters counters) {
    const std::lock_guard lock(mutex_);
    counters_ = std::move(counters);
}

BalancerCounters HaproxyBalancer::counters() {
    const std::lock_guard lock(mutex_);
    return counters_;
}

void HaproxyBalancer::save(const std::vector<PresentServer>& servers) {
    if (saved_ && same_but_time(*saved_, servers)) return;
    if (const auto written = program_.save_servers(servers); !written)
        return log::error("haproxy: {}", written.error().message);
    saved_ = servers;
}

// What is known of the servers stays as it was: HAProxy not answering says nothing about them.
void HaproxyBalancer::report_errors(std::map<std::string, std::string> errors) {
    report({reported_ ? reported_->servers : decltype(BalancerSeen::servers){}, std::move(errors)});
}

void HaproxyBalancer::report(BalancerSeen seen) {
    std::function<void(BalancerSeen)> tell;
    {
        const std::lock_guard lock(mutex_);
        const bool is_known = reported_ == seen && !is_silent_;
        if (is_known || !seen_) return;
        is_silent_ = false;
        tell = seen_;
    }
    for (const auto& [frontend, error] : seen.errors)
        if (!reported_ || reported_->errors != seen.errors)
            log::error("haproxy: frontend {} is not served: {}", frontend, error);
    reported_ = seen;
    tell(std::move(seen));
}

void stop_haproxy(const HaproxySettings& settings) { Program(settings).stop(); }

}  // namespace ikada::haproxy
