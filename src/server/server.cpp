#include "server/server.hpp"

#include <unistd.h>

#include <array>
#include <future>
#include <random>

#include "aws/gateway.hpp"
#include "base/decision_clock.hpp"
#include "base/log.hpp"
#include "ec2/api.hpp"
#include "ecs/api.hpp"
#include "events/api.hpp"
#include "haproxy/haproxy_balancer.hpp"
#include "iam/api.hpp"
#include "net/http_server.hpp"
#include "nodes/acs_server.hpp"
#include "nodes/stream_server.hpp"
#include "os/files.hpp"
#include "os/process.hpp"
#include "providers/local_provider.hpp"
#include "scheduler/api.hpp"
#include "server/audit_file.hpp"
#include "server/engine_gate.hpp"
#include "server/tls_identity.hpp"
#include "sts/api.hpp"
#include "world/clock_keeper.hpp"
#include "world/engine.hpp"

namespace ikada::server {
namespace {

constexpr int kNetThreads = 2;

const std::array kServices{
    &sts::service(),        &ec2::service(),       &elbv2::service(),
    &ecs::service(),        &ecs::own_service(),   &events::service(),
    &events::own_service(), &scheduler::service(), &scheduler::own_service()};

std::uint64_t machine_seed() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

void register_records(world::World& world) {
    iam::register_records(world);
    ec2::register_records(world);
    elbv2::register_records(world);
    ecs::register_records(world);
    events::register_records(world);
    scheduler::register_records(world);
    world::register_clock(world);
}

void append(std::vector<std::unique_ptr<world::Controller>>& all,
            std::vector<std::unique_ptr<world::Controller>> more) {
    for (auto& controller : more) all.push_back(std::move(controller));
}

std::vector<world::Controller*> pointers(
    const std::vector<std::unique_ptr<world::Controller>>& controllers) {
    std::vector<world::Controller*> all;
    for (const auto& controller : controllers) all.push_back(controller.get());
    return all;
}

std::string tls_url(const Options& options) {
    if (!options.tls_listen) return {};
    const auto& [host, port] = *options.tls_listen;
    return fmt::format("https://{}:{}", host == "0.0.0.0" ? "127.0.0.1" : host, port);
}

Status make_data_folder(const DataFolder& data) {
    std::error_code error;
    std::filesystem::create_directories(data.instances(), error);
    if (error)
        return fail(kIoError, "cannot create {}: {}; choose another folder with --data",
                    data.instances().string(), error.message());
    return ok();
}

}  // namespace

// Members are destroyed from the last to the first: who uses stands below who is used.
struct Server::Parts {
    Parts(Options given, os::FileLock held, std::unique_ptr<store::Store> opened)
        : options(std::move(given)),
          lock(std::move(held)),
          store(std::move(opened)),
          audit(options.data.audit_log()),
          balancer({.folder = options.data.haproxy()}) {}

    ~Parts() {
        http.reset();
        https.reset();
        gate.close();
    }

    Options options;
    os::FileLock lock;
    std::unique_ptr<store::Store> store;
    world::World world;
    std::string vpc_cidr;
    aws::KeyRing keys;
    AuditFile audit;
    std::optional<DecisionClock> clock;
    net::Loop loop{kNetThreads};
    EngineGate gate;
    haproxy::HaproxyBalancer balancer;
    std::optional<providers::LocalProvider> provider;
    std::optional<nodes::AcsServer> nodes;
    std::optional<nodes::StreamServer> streams;
    std::vector<std::unique_ptr<world::Controller>> controllers;
    std::optional<world::Core> core;
    std::optional<world::Engine> engine;
    std::optional<aws::Gateway> gateway;
    std::unique_ptr<net::HttpServer> http, https;

    Status load();
    Status make_provider();
    Status prepare(world::Tx& tx, TimePoint now);
    void connect_edges();
    Status serve();
    Status serve_tls(const net::TcpAddress& at);
};

// Everything that must be there before the first call.
Status Server::Parts::load() {
    register_records(world);
    if (auto loaded = world.load(*store); !loaded) return loaded;

    if (auto made = make_provider(); !made) return made;

    controllers.push_back(std::make_unique<iam::KeyRingController>(options.installation, keys));
    append(controllers, ec2::make_controllers(*provider));
    append(controllers, elbv2::make_controllers(options.load_balancers, balancer));
    clock.emplace(world::not_before(world, system_clock().now()));
    nodes.emplace(loop, *clock);
    streams.emplace(loop, *clock, *nodes);
    ecs::carry_streams(world, *streams);
    append(controllers, ecs::make_controllers(*nodes, options.task_healthy_after));
    append(controllers, events::make_controllers(options.installation));
    append(controllers, scheduler::make_controllers());
    controllers.push_back(world::make_clock_keeper());
    core.emplace(world, pointers(controllers), Random(machine_seed()));
    core->start();

    const auto now = clock->now();
    if (auto ready = core->transact([&](world::Tx& tx) { return prepare(tx, now); }); !ready)
        return ready;
    engine.emplace(*core, *store, *clock);
    // Keys may sign once they are durable: the first call must not come before.
    std::promise<Status> durable;
    engine->submit([](world::Tx&, TimePoint) { return ok(); },
                   [&](Status done) { durable.set_value(std::move(done)); });
    return durable.get_future().get();
}

// At the first start a network is claimed, and the default VPC gets its range.
Status Server::Parts::make_provider() {
    Random unused{0};
    const world::Tx tx(world, unused);
    const auto* vpc = ec2::default_vpc(tx);
    if (!vpc && !options.instances) {
        vpc_cidr = ec2::kDefaultVpcCidr;
    } else if (!vpc) {
        const auto claimed = providers::claim_network(options.data.root);
        if (!claimed) return claimed.error();
        vpc_cidr = claimed->cidr;
    } else {
        vpc_cidr = vpc->cidr;
    }
    provider.emplace(providers::LocalSettings{.program = options.program,
                                              .folder = options.data.instances(),
                                              .endpoint = options.installation.endpoint,
                                              .region = options.installation.region,
                                              .owner = options.data.root,
                                              .network = providers::network_of(vpc_cidr)});
    return ok();
}

Status Server::Parts::prepare(world::Tx& tx, TimePoint now) {
    std::optional<aws::Credentials> given;
    if (!options.root_access_key_id.empty())
        given = {options.root_access_key_id, options.root_secret_access_key, ""};
    const auto root = iam::ensure_root_key(tx, given, now).key;
    ec2::ensure_default_network(tx, options.installation, vpc_cidr);
    ecs::forget_connections(tx, now);
    scheduler::ensure_default_group(tx, options.installation, now);
    if (const auto& wish = options.instances) {
        ecs::ensure_cluster(tx, options.installation, wish->cluster, now);
        if (auto done = ec2::ensure_instances(tx, *wish, now); !done) return done;
    }
    return write_profile(options.data, {.endpoint_url = options.installation.endpoint,
                                        .region = options.installation.region,
                                        .access_key_id = root.access_key_id,
                                        .secret_access_key = root.secret_access_key,
                                        .tls_endpoint_url = tls_url(options)});
}

void Server::Parts::connect_edges() {
    gate.open(*engine);
    balancer.on_seen([this](ports::BalancerSeen seen) {
        gate.submit([seen = std::move(seen)](world::Tx& tx, TimePoint now) {
            elbv2::apply_sight(tx, seen, now);
        });
    });
    provider->on_seen([this](std::map<std::string, ports::InstanceSeen> seen) {
        gate.submit([seen = std::move(seen)](world::Tx& tx, TimePoint now) {
            ec2::apply_sight(tx, seen, now);
        });
    });
    nodes->on_events({.on_connection =
                          [this](ports::NodeConnection seen) {
                              gate.submit([seen = std::move(seen)](world::Tx& tx, TimePoint now) {
                                  ecs::apply_connection(tx, seen, now);
                              });
                          },
                      .on_health =
                          [this](std::vector<ports::ContainerHealthSeen> seen) {
                              gate.submit([seen = std::move(seen)](world::Tx& tx, TimePoint) {
                                  ecs::apply_health(tx, seen);
                              });
                          },
                      .on_use =
                          [this](std::vector<ports::ContainerUseSeen> seen) {
                              gate.offer([seen = std::move(seen)](world::Tx& tx, TimePoint now) {
                                  ecs::apply_use(tx, seen, now);
                              });
                          }});
}

Status Server::Parts::serve() {
    gateway.emplace(aws::Gateway::Parts{options.installation, kServices, keys, *engine,
                                        system_clock(), *streams, loop, audit});
    auto listening = net::HttpServer::listen(loop, {options.listen}, *gateway);
    if (!listening) return listening.error();
    http = *std::move(listening);
    return options.tls_listen ? serve_tls(*options.tls_listen) : ok();
}

Status Server::Parts::serve_tls(const net::TcpAddress& at) {
    const auto now = system_clock().now();
    auto authority = ensure_authority(options.data, now);
    if (!authority) return authority.error();
    auto certificate = ServerCertificate::make(
        *std::move(authority), server_names(options.installation.region, at.host), now);
    if (!certificate) return certificate.error();
    auto listening = net::HttpServer::listen(loop, {at, (*certificate)->context()}, *gateway);
    if (!listening) return listening.error();
    https = *std::move(listening);
    keep_fresh(loop, *std::move(certificate), system_clock());
    return ok();
}

Result<std::unique_ptr<Server>> Server::start(Options options) {
    if (auto made = make_data_folder(options.data); !made) return made.error();
    auto lock = os::FileLock::take(options.data.lock());
    if (!lock)
        return fail(kIoError, "{} is in use by another ikada server ({}): stop that one first",
                    options.data.root.string(), lock.error().message);
    // Whoever holds the lock is found by this file.
    if (const auto self = os::identify(getpid()))
        if (auto told = os::write_pid_file(options.data.server_pid(), *self); !told)
            return told.error();
    auto store = store::open_store("sqlite:" + options.data.database().string());
    if (!store) return store.error();

    auto parts = std::make_unique<Parts>(std::move(options), *std::move(lock), *std::move(store));
    if (auto loaded = parts->load(); !loaded) return loaded.error();
    parts->connect_edges();
    if (auto serving = parts->serve(); !serving) return serving.error();
    return std::make_unique<Server>(std::move(parts));
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() = default;
int Server::port() const { return parts_->http->port(); }

}  // namespace ikada::server
