// ExecuteCommand — docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommand.html
// The session's stream is ours (base/stream_frame.hpp), not that of Systems Manager's plugin.

#include "ecs/errors.hpp"
#include "ecs/operations/operations.hpp"
#include "ecs/records.hpp"
#include "ecs/streams.hpp"

namespace ikada::ecs {

Result<shapes::ExecuteCommandResponse> execute_command(world::Tx& tx,
                                                       const shapes::ExecuteCommandRequest& request,
                                                       const aws::Call& call) {
    if (!request.interactive)
        return fail(errors::kInvalidParameter, "Interactive is the only mode supported currently.");
    if (request.command.empty()) return fail(errors::kInvalidParameter, "Command cannot be empty.");
    const auto target = find_stream_target(tx, request.cluster, request.task, request.container);
    if (!target) return target.error();
    const auto& [task, container] = *target;
    if (!task->enable_execute_command)
        return fail(errors::kInvalidParameter,
                    "The execute command failed because execute command was not enabled when the "
                    "task was run or the execute command agent isn't running. Wait and try again "
                    "or run a new task with execute command enabled and try again.");
    if (container->last_status != TaskStatus::Running)
        return fail(errors::kTargetNotConnected,
                    "The execute command failed because container {} is not RUNNING.",
                    container->name);
    auto stream = open_stream(tx, *target, {{"kind", "exec"}, {"command", request.command}}, call);
    if (!stream) return stream.error();
    shapes::ExecuteCommandResponse made;
    if (const auto* cluster = clusters::find(tx, task->cluster)) made.cluster_arn = cluster->arn;
    made.container_arn = container->arn;
    made.container_name = container->name;
    made.interactive = true;
    made.task_arn = task->arn;
    made.session.emplace();
    made.session->session_id = "ecs-execute-command-" + stream->id;
    made.session->stream_url = stream->url;
    made.session->token_value = stream->token;
    return made;
}

}  // namespace ikada::ecs
