#include "cli/server_options.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/strings.hpp"
#include "cli/command.hpp"

namespace ikada::cli {
namespace {

constexpr int kPortMax = 65'535;
constexpr int kInstancesMax = 100;          // on one machine
constexpr int kTaskHealthyAfterMax = 3600;  // choice: s

std::string environment(const char* name, const char* fallback = "") {
    const char* value = std::getenv(name);
    return value ? value : fallback;
}

Result<net::TcpAddress> read_address(std::string_view flag, const std::string& text) {
    const auto colon = text.rfind(':');
    const auto port = colon == std::string::npos ? std::nullopt : parse_int(text.substr(colon + 1));
    if (!port || *port < 1 || *port > kPortMax || colon == 0)
        return fail(kMalformed, "{} takes ADDRESS:PORT, as in 127.0.0.1:4566, not '{}'", flag,
                    text);
    return net::TcpAddress{text.substr(0, colon), static_cast<int>(*port)};
}

Status read_endpoints(const ServerFlags& flags, server::Options& options) {
    auto plain = read_address("--endpoint", flags.endpoint);
    if (!plain) return plain.error();
    options.listen = *std::move(plain);
    // Agents on this machine reach a wildcard address by loopback.
    const bool any = options.listen.host == "0.0.0.0";
    options.installation.endpoint =
        fmt::format("http://{}:{}", any ? "127.0.0.1" : options.listen.host, options.listen.port);
    if (flags.tls_endpoint.empty()) return ok();
    auto tls = read_address("--tls-endpoint", flags.tls_endpoint);
    if (!tls) return tls.error();
    options.tls_listen = *std::move(tls);
    return ok();
}

Status read_instances(const ServerFlags& flags, server::Options& options) {
    if (flags.instances.empty()) return ok();
    const auto colon = flags.instances.find(':');
    const auto count = parse_int(flags.instances.substr(0, colon));
    if (!count || *count < 0 || *count > kInstancesMax || colon == std::string::npos)
        return fail(kMalformed,
                    "--instances takes COUNT:TYPE with at most {}, as in 2:t3.small, not '{}'",
                    kInstancesMax, flags.instances);
    options.instances =
        ec2::Fleet{static_cast<int>(*count), flags.instances.substr(colon + 1), flags.cluster};
    return ok();
}

Status check_account(const std::string& account) {
    constexpr std::size_t kDigits = 12;
    const bool good =
        account.size() == kDigits &&
        std::all_of(account.begin(), account.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (good) return ok();
    return fail(kMalformed, "--account takes {} digits, not '{}'", kDigits, account);
}

}  // namespace

void add_server_flags(CLI::App& command, ServerFlags& flags) {
    add_data_option(command, flags.data);
    command.add_option("--endpoint", flags.endpoint, "ADDRESS:PORT of the AWS API")
        ->capture_default_str();
    command.add_option("--tls-endpoint", flags.tls_endpoint,
                       "ADDRESS:PORT of the AWS API over TLS, besides; its authority is ca.pem in "
                       "--data");
    command
        .add_option("--lb-address", flags.lb_addresses,
                    "address for load balancers' listeners; may be given several times")
        ->default_str("127.0.0.1");
    command.add_option("--lb-port-offset", flags.lb_port_offset, "added to every listener's port")
        ->capture_default_str();
    command.add_option("--instances", flags.instances,
                       "COUNT:TYPE of container instances on this machine; without it, those that "
                       "exist stay");
    command.add_option("--cluster", flags.cluster, "the cluster that --instances join")
        ->capture_default_str();
    command
        .add_option("--task-healthy-after", flags.task_healthy_after,
                    "seconds that a task without any health check must run to count as healthy")
        ->check(CLI::Range(1, kTaskHealthyAfterMax))
        ->capture_default_str();
    command.add_option("--region", flags.region,
                       "the region to be; else AWS_REGION, else us-east-1");
    command.add_option("--account", flags.account, "the account id to be")->capture_default_str();
}

Result<server::Options> to_options(const ServerFlags& flags) {
    server::Options options{.data = flags.data,
                            .tls_listen = {},
                            .load_balancers = {},
                            .installation = {},
                            .instances = {},
                            .root_access_key_id = environment("IKADA_ROOT_ACCESS_KEY_ID"),
                            .root_secret_access_key = environment("IKADA_ROOT_SECRET_ACCESS_KEY"),
                            .program = own_program()};
    if (auto read = read_endpoints(flags, options); !read) return read.error();
    if (auto read = read_instances(flags, options); !read) return read.error();
    if (auto good = check_account(flags.account); !good) return good.error();
    if (options.root_access_key_id.empty() != options.root_secret_access_key.empty())
        return fail(kMalformed,
                    "IKADA_ROOT_ACCESS_KEY_ID and IKADA_ROOT_SECRET_ACCESS_KEY go together; "
                    "set both or neither");
    if (!flags.lb_addresses.empty()) options.load_balancers.addresses = flags.lb_addresses;
    options.load_balancers.port_offset = flags.lb_port_offset;
    options.task_healthy_after = Seconds{flags.task_healthy_after};
    options.installation.account = flags.account;
    options.installation.region =
        flags.region.empty() ? environment("AWS_REGION", "us-east-1") : flags.region;
    return options;
}

std::vector<std::string> to_arguments(const ServerFlags& flags) {
    std::vector<std::string> arguments{"--data",
                                       flags.data.root.string(),
                                       "--endpoint",
                                       flags.endpoint,
                                       "--lb-port-offset",
                                       std::to_string(flags.lb_port_offset),
                                       "--cluster",
                                       flags.cluster,
                                       "--account",
                                       flags.account,
                                       "--task-healthy-after",
                                       std::to_string(flags.task_healthy_after)};
    const auto add = [&](const char* name, const std::string& value) {
        if (value.empty()) return;
        arguments.emplace_back(name);
        arguments.push_back(value);
    };
    for (const auto& address : flags.lb_addresses) add("--lb-address", address);
    add("--tls-endpoint", flags.tls_endpoint);
    add("--instances", flags.instances);
    add("--region", flags.region);
    return arguments;
}

}  // namespace ikada::cli
