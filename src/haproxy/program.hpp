#pragma once
// The HAProxy that runs in one folder: a master process and its worker. It outlives us and is found
// again by its files: haproxy.cfg, haproxy.pid, stats.sock, master.sock, servers.state,
// haproxy.log.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "haproxy/config.hpp"
#include "haproxy/maps.hpp"
#include "haproxy/servers.hpp"
#include "haproxy/statistics.hpp"
#include "haproxy/stats_socket.hpp"
#include "os/process.hpp"

namespace ikada::haproxy {

struct HaproxySettings {
    std::filesystem::path folder;  // made if absent; ours alone
    std::string program = "/usr/sbin/haproxy";
    int connections_max = 8192;
};

// What the worker that takes connections has.
struct Running {
    int pid = 0;
    std::string fingerprint;  // of its structure (config.hpp)
    std::vector<PresentServer> servers;
    Statistics stats;
};

// Not safe between threads.
class Program {
  public:
    explicit Program(HaproxySettings settings);

    ConfigSettings config_settings() const;
    bool is_alive();
    Result<Running> observe() const;

    // Makes `config` what runs: starts HAProxy, or reloads it without dropping a request. Returns
    // when a worker with `fingerprint` answers. Errors: kIoError in HAProxy's words; then what ran
    // before still runs.
    Status load(const std::string& config, const std::string& fingerprint);

    // One line of commands to the worker that takes connections; the answer.
    Result<std::string> command(const std::string& line) const { return worker_.ask(line); }

    // The workers of earlier configurations that still finish requests; what one has.
    std::vector<int> old_workers() const;
    Result<Running> observe_old(int worker) const;

    // Writes the maps' files: what a worker starts with.
    Status save_maps(const Maps& maps) const;
    // What the worker that takes connections has; and what it is told to have.
    Result<MapEntries> map_entries(const std::string& name) const;
    std::vector<std::string> commands_for_map(const std::string& name, const MapEntries& present,
                                              const MapEntries& wanted) const;

    // The servers' state as we last saved it; empty if never.
    std::vector<PresentServer> saved_servers() const;
    Status save_servers(const std::vector<PresentServer>& servers) const;

    // Ends it with all its workers. Returns when it is gone.
    void stop();

  private:
    std::filesystem::path file(std::string_view name) const { return settings_.folder / name; }
    Result<Running> observe_at(const StatsSocket& socket, const std::string& prefix) const;
    Status check(const std::filesystem::path& config) const;
    Status start();
    Status reload(const std::string& fingerprint);
    Status wait_for(const std::string& fingerprint, int failed_reloads);
    bool runs(const std::string& fingerprint) const;
    int failed_reloads() const;
    std::string last_alert() const;

    HaproxySettings settings_;
    StatsSocket worker_;
    StatsSocket master_;
    std::optional<os::ProcessId> process_;
};

}  // namespace ikada::haproxy
