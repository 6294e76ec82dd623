#include "providers/local_network.hpp"

#include <vector>

#include "base/strings.hpp"
#include "os/process.hpp"

namespace ikada::providers {
namespace {

constexpr Millis kCommandTimeout{20'000};

Result<os::Output> docker(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/docker");
    return os::run(arguments, kCommandTimeout);
}

Result<os::Output> ip(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "ip");
    return os::run(arguments, kCommandTimeout);
}

}  // namespace

Status ensure_network(std::string_view cidr, std::string_view container_range) {
    const std::string name(kNetworkName);
    const auto there = docker({"network", "inspect", "--format", "{{.Name}}", name});
    if (!there) return there.error();
    if (there->exit_code == 0) return ok();

    const auto made =
        docker({"network", "create", "--driver", "bridge", "--subnet", std::string(cidr),
                "--ip-range", std::string(container_range), "--opt",
                "com.docker.network.bridge.name=" + std::string(kBridgeName), name});
    if (!made) return made.error();
    if (made->exit_code != 0)
        return fail(kIoError, "cannot create the Docker network '{}' ({}): {}", name, cidr,
                    trim(made->text));
    return ok();
}

Status add_address(const std::string& address) {
    const auto added = ip({"address", "replace", address + "/32", "dev", std::string(kBridgeName)});
    if (!added) return added.error();
    if (added->exit_code != 0)
        return fail(kIoError, "cannot add {} to {}: {}", address, kBridgeName, trim(added->text));
    return ok();
}

void remove_address(const std::string& address) {
    (void)ip({"address", "delete", address + "/32", "dev", std::string(kBridgeName)});
}

void remove_network() { (void)docker({"network", "rm", std::string(kNetworkName)}); }

}  // namespace ikada::providers
