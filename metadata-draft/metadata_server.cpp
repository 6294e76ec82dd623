#include "agent/metadata_server.hpp"

#include "base/json.hpp"
#include "base/log.hpp"
#include "base/strings.hpp"
#include "ecs/shapes.hpp"
#include "os/process.hpp"

namespace ikada::agent {
namespace {

constexpr Millis kIpTimeout{10'000};

net::HttpResponse respond_json(int status, std::string body) {
    return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

net::HttpResponse complain(int status, std::string_view text) {
    return respond_json(status, json::serialize(json::value(text)));
}

// On the loopback interface containers reach it through their bridge's gateway, of every bridge of
// the machine.
void ensure_link_local_address() {
    const auto added = os::run({"ip", "address", "replace", fmt::format("{}/32", kLinkLocalAddress),
                                "dev", "lo"},
                               kIpTimeout);
    if (!added || added->exit_code != 0)
        log::warn("cannot add {}: {}", kLinkLocalAddress,
                  added ? std::string(trim(added->text)) : added.error().message);
}

SeenContainers look(docker::Client& docker, const TaskRecord& task) {
    SeenContainers seen;
    for (const auto& container : task.containers)
        if (!container.docker_id.empty() && !container.removed)
            if (auto found = docker.inspect(container.docker_id))
                seen.emplace(container.docker_id, *std::move(found));
    return seen;
}

const TaskRecord* find_by_address(const AgentState& state, const std::string& address) {
    for (const auto& [arn, task] : state.tasks)
        if (task.spec.network_interface &&
            task.spec.network_interface->private_address == address)
            return &task;
    return nullptr;
}

}  // namespace

MetadataServer::MetadataServer(const AgentOptions& options, Snapshot snapshot)
    : options_(options),
      snapshot_(std::move(snapshot)),
      loop_(1),
      workers_(kMetadataThreads, [&options] {
          return Tools{docker::Client(options.docker_socket), *EcsApi::open(options)};
      }) {
    ensure_link_local_address();
    loop_.post([this] {
        take_own_address();
        take_link_local();
    });
}

void MetadataServer::take_own_address() {
    if (options_.address.empty()) return;
    auto server = net::HttpServer::listen(loop_, {options_.address, kMetadataPort}, *this);
    if (server)
        own_ = *std::move(server);
    else
        log::warn("task metadata: {}", server.error().message);
}

void MetadataServer::take_link_local() {
    auto server = net::HttpServer::listen(
        loop_, {std::string(kLinkLocalAddress), kLinkLocalPort}, *this);
    if (server) {
        link_local_ = *std::move(server);
        return log::info("task metadata: this agent answers at {}", kLinkLocalAddress);
    }
    if (!std::exchange(complained_, true))
        log::info("task metadata: another agent answers ({})", server.error().message);
    loop_.post_after(kTakeLinkLocalEvery, [this] { take_link_local(); });
}

void MetadataServer::handle(net::HttpRequest request, net::Respond respond) {
    workers_.post([this, request = std::move(request), respond = std::move(respond)](Tools& tools) {
        respond(answer(tools, request));
    });
}

net::HttpResponse MetadataServer::refuse(int status, std::string_view reason,
                                         const net::HttpRequest&) {
    return complain(status, reason);
}

void MetadataServer::upgrade(
    net::HttpRequest,
    std::function<void(std::variant<net::HttpResponse, net::AcceptWebSocket>)> decide) {
    decide(complain(404, "404 page not found"));
}

// "/v4/<id>/task/stats" in its parts.
std::optional<MetadataServer::Asked> MetadataServer::read(std::string_view path) {
    const bool v3 = path.starts_with("/v3/");
    if (!v3 && !path.starts_with("/v4/")) return std::nullopt;
    path.remove_prefix(4);
    const auto slash = std::min(path.find('/'), path.size());
    const auto id = parse_metadata_id(path.substr(0, slash));
    if (!id) return std::nullopt;
    auto what = path.substr(std::min(slash + 1, path.size()));
    if (what.ends_with('/')) what.remove_suffix(1);
    return Asked{v3 ? MetadataVersion::V3 : MetadataVersion::V4, *id, std::string(what)};
}

net::HttpResponse MetadataServer::answer(Tools& tools, const net::HttpRequest& request) {
    if (request.method != "GET") return complain(405, "Method Not Allowed");
    if (request.path().starts_with("/v2/")) return answer_v2(tools, request);
    const auto asked = read(request.path());
    if (!asked) return complain(404, "unable to get the container's id from the request");
    const auto ours = metadata_id(options_, {}, 0).agent_address;
    if (asked->id.agent_address != ours) return relay(request, asked->id.agent_address);
    const auto state = snapshot_();
    const auto* task = state ? find_task(*state, asked->id.task_id) : nullptr;
    if (!task || asked->id.container >= task->containers.size())
        return complain(404, fmt::format("unable to find the task of '{}'", to_text(asked->id)));
    return document(tools, *asked, *task);
}

// Version 2 has no ids: only a task with an address of its own can be told by where it asks from.
net::HttpResponse MetadataServer::answer_v2(Tools& tools, const net::HttpRequest& request) {
    const auto state = snapshot_();
    const auto* task = state ? find_by_address(*state, request.peer) : nullptr;
    if (!task)
        return complain(400, fmt::format("unable to get the task of {}: only tasks of network mode "
                                         "awsvpc have task metadata version 2",
                                         request.peer));
    const auto path = request.path();
    if (path == "/v2/metadata")
        return respond_json(200, json::serialize(task_metadata(
                                     options_, *task, look(tools.docker, *task),
                                     MetadataVersion::V3)));
    if (path == "/v2/stats") return task_stats(tools, *task);
    return complain(404, "404 page not found");
}

net::HttpResponse MetadataServer::relay(const net::HttpRequest& request,
                                        const std::string& address) const {
    net::HttpClient owner(net::Address{net::TcpAddress{address, kMetadataPort}});
    net::HttpRequest again;
    again.target = request.target;
    auto answered = owner.send(again, kRelayTimeout);
    if (!answered) return complain(404, "the agent that runs this container does not answer");
    return respond_json(answered->status, std::move(answered->body));
}

net::HttpResponse MetadataServer::document(Tools& tools, const Asked& asked,
                                           const TaskRecord& task) {
    if (asked.what == "stats") return stats(tools, task, asked.id.container);
    if (asked.what == "task/stats") return task_stats(tools, task);
    if (asked.what.starts_with("associations/"))
        return respond_json(200, R"({"Associations":[]})");
    const auto seen = look(tools.docker, task);
    if (asked.what.empty())
        return respond_json(
            200, json::serialize(
                     container_metadata(task, asked.id.container, seen, asked.version)));
    const bool tagged = asked.what == "taskWithTags";
    if (!tagged && asked.what != "task") return complain(404, "404 page not found");
    auto made = task_metadata(options_, task, seen, asked.version);
    if (tagged) add_tags(tools, task, made);
    return respond_json(200, json::serialize(made));
}

net::HttpResponse MetadataServer::stats(Tools& tools, const TaskRecord& task,
                                        std::size_t container) {
    auto found = tools.docker.stats(task.containers[container].docker_id);
    if (!found) return complain(500, found.error().message);
    return respond_json(200, *std::move(found));
}

// Docker id → what Docker says.
net::HttpResponse MetadataServer::task_stats(Tools& tools, const TaskRecord& task) {
    json::object made;
    for (const auto& container : task.containers) {
        if (container.docker_id.empty() || container.removed) continue;
        const auto found = tools.docker.stats(container.docker_id);
        const auto parsed = found ? json::parse(*found) : Result<json::value>(found.error());
        made[container.docker_id] = parsed ? *parsed : json::value();
    }
    return respond_json(200, json::serialize(made));
}

void MetadataServer::add_tags(Tools& tools, const TaskRecord& task, json::object& into) {
    const std::pair<std::string_view, std::string> wanted[] = {
        {"TaskTags", task.spec.arn},
        {"ContainerInstanceTags", snapshot_()->container_instance_arn}};
    for (const auto& [name, arn] : wanted) {
        ecs::shapes::ListTagsForResourceRequest request;
        request.resource_arn = arn;
        const auto answered = tools.api.call<ecs::shapes::ListTagsForResourceResponse>(
            "ListTagsForResource", request);
        if (!answered) {
            log::warn("task metadata: the tags of {}: {}", arn, answered.error().message);
            continue;
        }
        json::object tags;
        if (answered->tags)
            for (const auto& tag : *answered->tags)
                tags[tag.key.value_or("")] = tag.value.value_or("");
        if (!tags.empty()) into[name] = std::move(tags);
    }
}

}  // namespace ikada::agent
