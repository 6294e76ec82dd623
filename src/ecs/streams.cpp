#include "ecs/streams.hpp"

#include "base/crypto.hpp"
#include "ecs/api.hpp"
#include "ecs/errors.hpp"
#include "ecs/records.hpp"

namespace ikada::ecs {
namespace {

constexpr int kStreamTokenLength = 64;
constexpr std::string_view kHttp = "http";

// "ws://…" of "http://…", and so with TLS.
std::string stream_url(const aws::Installation& at, const std::string& id) {
    return fmt::format("ws{}/streams/{}", at.endpoint.substr(kHttp.size()), id);
}

}  // namespace

void carry_streams(world::World& world, ports::StreamLink& streams) {
    world.derived<StreamDesk>().connect(streams);
}

Result<StreamTarget> find_stream_target(const world::Tx& tx,
                                        const std::optional<std::string>& cluster,
                                        const std::string& task,
                                        const std::optional<std::string>& container) {
    const auto in = clusters::resolve(tx, cluster);
    if (!in) return in.error();
    const auto* found = tasks::find(tx, (*in)->name, task);
    if (!found) return fail(errors::kInvalidParameter, "The referenced task was not found.");
    if (!container && found->containers.size() != 1)
        return fail(errors::kInvalidParameter,
                    "The task has {} containers. Specify the name of one.",
                    found->containers.size());
    for (const auto& each : found->containers)
        if (!container || each.name == *container) return StreamTarget{found, &each};
    return fail(errors::kInvalidParameter, "The task has no container {}.", *container);
}

Result<Stream> open_stream(world::Tx& tx, const StreamTarget& target, json::object request,
                           const aws::Call& call) {
    const auto& task = *target.task;
    auto* link = tx.derived<StreamDesk>().link();
    const auto* instance = instances::find(tx, task.cluster, task.container_instance.value);
    if (!link || !instance || !instance->agent_connected)
        return fail(errors::kTargetNotConnected,
                    "The agent of container instance {} is not connected.",
                    instance ? instance->arn : task.container_instance.value);
    // From the secure generator: whoever knows the token reads the stream.
    const Stream stream{tx.random().hex(32), {}, secret_token(kStreamTokenLength)};
    request["id"] = stream.id;
    request["taskArn"] = task.arn;
    request["container"] = target.container->name;
    ports::StreamOrder order{.id = stream.id,
                             .token = stream.token,
                             .container_instance_arn = instance->arn,
                             .ec2_instance_id = instance->ec2_instance_id,
                             .request = json::serialize(request)};
    tx.after_commit([link, order = std::move(order)] { link->open(order); });
    return Stream{stream.id, stream_url(call.installation, stream.id), stream.token};
}

}  // namespace ikada::ecs
