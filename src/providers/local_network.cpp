#include "providers/local_network.hpp"

#include <vector>

#include "base/strings.hpp"
#include "os/metadata_address.hpp"
#include "os/process.hpp"

namespace ikada::providers {
namespace {

constexpr Millis kCommandTimeout{20'000};
constexpr int kFirst = 213;  // of 10.N.0.0/16: rarely used elsewhere
constexpr int kLast = 222;
constexpr std::string_view kOwnerLabel = "ikada.data";

Result<os::Output> docker(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/docker");
    return os::run(arguments, kCommandTimeout);
}

Result<os::Output> ip(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "ip");
    return os::run(arguments, kCommandTimeout);
}

std::string owner_label(const std::filesystem::path& owner) {
    return fmt::format("{}={}", kOwnerLabel, owner.string());
}

Status create(const LocalNetwork& network, const std::filesystem::path& owner) {
    const auto made = docker({"network", "create", "--driver", "bridge", "--subnet", network.cidr,
                              "--ip-range", network.container_range, "--opt",
                              "com.docker.network.bridge.name=" + network.bridge, "--label",
                              owner_label(owner), network.name});
    if (!made) return made.error();
    if (made->exit_code == 0) return ok();
    return fail(kIoError, "cannot create the Docker network '{}' ({}): {}", network.name,
                network.cidr, trim(made->text));
}

// Whose it is; empty if it is not there.
Result<std::string> owner_of(const LocalNetwork& network) {
    const auto format = fmt::format("{{{{index .Labels \"{}\"}}}}", kOwnerLabel);
    const auto found = docker({"network", "inspect", "--format", format, network.name});
    if (!found) return found.error();
    return found->exit_code == 0 ? std::string(trim(found->text)) : std::string();
}

// Not only Docker's networks may use a range: the machine may stand in it itself.
bool is_routed(const LocalNetwork& network) {
    const auto routes = ip({"-4", "route", "show", "root", network.cidr});
    return routes && routes->exit_code == 0 && !trim(routes->text).empty();
}

}  // namespace

LocalNetwork network_of(std::string_view vpc_cidr) {
    const auto number = parse_int(split(vpc_cidr, '.')[1]).value_or(kFirst);
    const bool first = number == kFirst;
    return {first ? "ikada" : fmt::format("ikada-{}", number),
            first ? "ikada0" : fmt::format("ikada{}", number), std::string(vpc_cidr),
            fmt::format("10.{}.128.0/17", number)};
}

Result<LocalNetwork> claim_network(const std::filesystem::path& owner) {
    Status last = ok();
    for (int number = kFirst; number <= kLast; ++number) {
        auto network = network_of(fmt::format("10.{}.0.0/16", number));
        if (is_routed(network)) continue;
        last = create(network, owner);
        if (last) return network;
    }
    if (!last) return last.error();
    return fail(kIoError, "all of 10.{}.0.0/16 to 10.{}.0.0/16 are in use on this machine", kFirst,
                kLast);
}

Status ensure_network(const LocalNetwork& network, const std::filesystem::path& owner) {
    const auto found = owner_of(network);
    if (!found) return found.error();
    if (*found == owner.string()) return ok();
    if (found->empty()) return create(network, owner);
    return fail(kIoError,
                "the Docker network '{}' belongs to the installation in {}: "
                "`ikada down --data {}` frees it",
                network.name, *found, *found);
}

void remove_network(const std::filesystem::path& owner) {
    const auto found =
        docker({"network", "ls", "--quiet", "--filter", "label=" + owner_label(owner)});
    if (!found || found->exit_code != 0) return;
    for (const auto id : split(trim(found->text), '\n'))
        if (!id.empty()) (void)docker({"network", "rm", std::string(id)});
    os::remove_metadata_address();  // it goes with the last installation, whatever its dockerd
}

Status add_address(const LocalNetwork& network, const std::string& address) {
    const auto added = ip({"address", "replace", address + "/32", "dev", network.bridge});
    if (!added) return added.error();
    if (added->exit_code != 0)
        return fail(kIoError, "cannot add {} to {}: {}", address, network.bridge,
                    trim(added->text));
    return ok();
}

void remove_address(const LocalNetwork& network, const std::string& address) {
    (void)ip({"address", "delete", address + "/32", "dev", network.bridge});
}

}  // namespace ikada::providers
