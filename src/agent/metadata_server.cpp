#include "agent/metadata_server.hpp"

#include "agent/json_response.hpp"
#include "agent/task_protection.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/strings.hpp"
#include "ecs/shapes.hpp"
#include "os/local_addresses.hpp"
#include "os/metadata_address.hpp"

namespace ikada::agent {
namespace {

constexpr std::string_view kAskedByHeader = "X-Ikada-Asked-By";  // between agents

net::HttpResponse complain(int status, std::string_view text) {
    return respond_json(status, json::serialize(json::value(text)));
}

// Another agent of this machine, at its own address.
Result<net::HttpResponse> ask(const std::string& agent, const net::HttpRequest& request) {
    return net::HttpClient(net::TcpAddress{agent, kMetadataPort}).send(request, kRelayTimeout);
}

// ---- what Docker and ECS say

SeenContainers look(docker::Client& docker, const TaskRecord& task) {
    SeenContainers seen;
    for (const auto& container : task.containers) {
        if (container.docker_id.empty() || container.removed) continue;
        if (auto found = docker.inspect(container.docker_id))
            seen.emplace(container.docker_id, *std::move(found));
    }
    return seen;
}

net::HttpResponse stats(docker::Client& docker, const TaskRecord& task, std::size_t container) {
    auto found = docker.stats(task.containers[container].docker_id);
    if (!found) return complain(500, found.error().message);
    return respond_json(200, *std::move(found));
}

// Docker id → what Docker says.
net::HttpResponse task_stats(docker::Client& docker, const TaskRecord& task) {
    json::object made;
    for (const auto& container : task.containers) {
        if (container.docker_id.empty() || container.removed) continue;
        const auto found = docker.stats(container.docker_id);
        const auto parsed = found ? json::parse(*found) : Result<json::value>(found.error());
        made[container.docker_id] = parsed ? *parsed : json::value();
    }
    return respond_with(200, made);
}

void add_tags(EcsApi& api, const std::string& arn, std::string_view key, json::object& into) {
    ecs::shapes::ListTagsForResourceRequest request;
    request.resource_arn = arn;
    const auto answered =
        api.call<ecs::shapes::ListTagsForResourceResponse>("ListTagsForResource", request);
    if (!answered)
        return log::warn("task metadata: the tags of {}: {}", arn, answered.error().message);
    if (!answered->tags || answered->tags->empty()) return;
    json::object tags;
    for (const auto& tag : *answered->tags) tags[tag.key.value_or("")] = tag.value.value_or("");
    into[key] = std::move(tags);
}

}  // namespace

// ---- where it answers

MetadataServer::MetadataServer(const AgentOptions& options, const Latest<Snapshot>& state,
                               Latest<std::string>& base)
    : options_(options),
      state_(state),
      base_(base),
      introspection_(state),
      loop_(1),
      workers_(kMetadataThreads, [&options] {
          return Tools{docker::Client(options.docker_socket), *EcsApi::open(options)};
      }) {
    look_after_addresses();
}

void MetadataServer::listen_at(std::unique_ptr<net::HttpServer>& server, const net::Endpoint& at,
                               net::HttpHandler& handler) {
    if (server) return;
    net::HttpServerLimits limits;
    limits.connections_max = limits.connections_per_address_max = kMetadataConnectionsMax;
    auto listening = net::HttpServer::listen(loop_, at, handler, limits);
    if (listening)
        server = *std::move(listening);
    else
        complaint_ = listening.error().message;
}

std::string MetadataServer::where() const {
    if (link_local_) return fmt::format("http://{}", os::kMetadataAddress);
    if (own_) return fmt::format("http://{}:{}", options_.address, kMetadataPort);
    return {};
}

void MetadataServer::announce(std::string base) {
    if (told_ == base) return;
    if (link_local_)
        log::info("task metadata is served at {}", base);
    else if (!base.empty())
        log::warn("task metadata is served at {} only: {}", base, complaint_);
    else
        log::warn("task metadata is not served: {}", complaint_);
    told_ = base;
    base_.tell(std::move(base));
}

// One call after the other: each sets up the next.
void MetadataServer::look_after_addresses() {
    listen_at(introspected_, {.at = {options_.address, kIntrospectionPort}}, introspection_);
    if (!introspected_ && !told_) log::warn("introspection is not served: {}", complaint_);
    listen_at(own_, {.at = {options_.address, kMetadataPort}}, *this);
    if (const auto there = os::ensure_metadata_address(); there)
        listen_at(link_local_, {.at = {os::kMetadataAddress, kLinkLocalPort}, .shared = true},
                  *this);
    else
        complaint_ = there.error().message;
    announce(where());
    loop_.post_after(kLookAfterEvery,
                     [this] { workers_.post([this](Tools&) { look_after_addresses(); }); });
}

// ---- what it answers

void MetadataServer::handle(net::HttpRequest request, net::Respond respond) {
    workers_.post([this, request = std::move(request), respond = std::move(respond)](Tools& tools) {
        respond(answer(tools, request));
    });
}

net::HttpResponse MetadataServer::refuse(int status, std::string_view reason,
                                         const net::HttpRequest&) {
    return complain(status, reason);
}

void MetadataServer::upgrade(net::HttpRequest, net::DecideUpgrade decide) {
    decide(complain(404, "404 page not found"));
}

net::HttpResponse MetadataServer::answer(Tools& tools, const net::HttpRequest& request) const {
    if (!os::is_from_here(os::local_addresses(), request.peer))
        return complain(403, "only containers of this machine are answered");
    const auto asked = parse_metadata_path(request.path());
    const bool can_be_set = asked && asked->topic == MetadataTopic::Protection;
    if (request.method != "GET" && !(can_be_set && request.method == "PUT"))
        return complain(405, "Method Not Allowed");
    if (!asked) return complain(404, "unable to get the container or the topic from the path");
    return asked->id ? answer_by_id(tools, request, *asked)
                     : answer_by_address(tools, request, *asked);
}

net::HttpResponse MetadataServer::answer_by_id(Tools& tools, const net::HttpRequest& request,
                                               const MetadataRequest& asked) const {
    const auto& agent = asked.id->agent_address;
    if (agent != options_.address) {
        if (!os::is_own(os::local_addresses(), agent))
            return complain(404, "unable to find the agent");
        auto answered =
            ask(agent, {.method = request.method, .target = request.target, .body = request.body});
        if (!answered) return complain(404, "the agent of this container does not answer");
        return respond_json(answered->status, std::move(answered->body));
    }
    const auto state = state_.read();
    const auto* task = state ? find_task(*state, asked.id->task_id) : nullptr;
    const bool is_known = task != nullptr && asked.id->container < task->containers.size();
    if (asked.topic == MetadataTopic::Protection) {
        const auto answer =
            is_known ? answer_protection(tools.api, options_.cluster, task->spec.arn, request)
                     : no_task_to_protect();
        return respond_with(answer.status, answer.document);
    }
    if (!is_known)
        return complain(404, fmt::format("unable to find the task of {}", to_text(*asked.id)));
    return document(tools, {*state, *task, asked.id->container, asked.version}, asked.topic);
}

// Version 2 has no ids: only a task with an address of its own can be told by where it asks from.
net::HttpResponse MetadataServer::answer_by_address(Tools& tools, const net::HttpRequest& request,
                                                    const MetadataRequest& asked) const {
    const auto told = net::find_header(request.headers, kAskedByHeader);
    const bool by_agent = told && os::is_own(os::local_addresses(), request.peer);
    const auto peer = by_agent ? std::string(*told) : request.peer;
    const auto state = state_.read();
    const auto* task = state ? find_task_at(*state, peer) : nullptr;
    if (task == nullptr && !by_agent) return ask_the_others(request.target, peer);
    if (task == nullptr) return complain(400, fmt::format("unable to find the task of {}", peer));
    std::optional<std::size_t> container{0};
    if (!asked.docker_id.empty()) container = find_container(*task, asked.docker_id);
    if (!container)
        return complain(400, fmt::format("unable to find the container {}", asked.docker_id));
    return document(tools, {*state, *task, *container, asked.version}, asked.topic);
}

net::HttpResponse MetadataServer::ask_the_others(const std::string& target,
                                                 const std::string& peer) const {
    for (const auto& local : os::local_addresses()) {
        if (!local.of_bridge || local.address == options_.address) continue;
        auto answered = ask(local.address,
                            {.target = target, .headers = {{std::string(kAskedByHeader), peer}}});
        if (answered && answered->status == 200)
            return respond_json(200, std::move(answered->body));
    }
    return complain(400, fmt::format("unable to get the task of {}: only tasks of network mode "
                                     "awsvpc have task metadata version 2",
                                     peer));
}

net::HttpResponse MetadataServer::document(Tools& tools, const Subject& subject,
                                           MetadataTopic topic) const {
    const auto& [state, task, container, version] = subject;
    switch (topic) {
        case MetadataTopic::Stats:
            return stats(tools.docker, task, container);
        case MetadataTopic::TaskStats:
            return task_stats(tools.docker, task);
        case MetadataTopic::Associations:
            return respond_json(200, R"({"Associations":[]})");
        case MetadataTopic::Container:
            return respond_with(
                200, container_metadata(task, container, look(tools.docker, task), version));
        case MetadataTopic::Task:
        case MetadataTopic::TaskWithTags:
        case MetadataTopic::Protection:  // is answered before
            break;
    }
    auto made = task_metadata(state, task, look(tools.docker, task), version);
    if (topic == MetadataTopic::TaskWithTags) {
        add_tags(tools.api, task.spec.arn, "TaskTags", made);
        add_tags(tools.api, state.container_instance_arn, "ContainerInstanceTags", made);
    }
    return respond_with(200, made);
}

}  // namespace ikada::agent
