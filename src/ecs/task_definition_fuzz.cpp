// Requests of RegisterTaskDefinition: refused, or made into a definition of which everything else
// can be made. What is accepted says the same when it is written and read again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ecs/describe_records.hpp"
#include "ecs/new_task.hpp"
#include "ecs/overrides.hpp"
#include "ecs/payload.hpp"
#include "ecs/validation.hpp"
#include "schema/json_codec.hpp"

namespace ikada::ecs {
namespace {

using Request = shapes::RegisterTaskDefinitionRequest;

void insist(bool holds) {
    if (!holds) std::abort();
}

TaskDefinition definition_of(const Request& request) {
    TaskDefinition made;
    made.family = request.family;
    made.revision = 1;
    made.arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/" + made.family + ":1";
    made.body.container_definitions = request.container_definitions;
    made.body.volumes = request.volumes;
    made.body.network_mode = request.network_mode;
    made.body.pid_mode = request.pid_mode;
    made.body.ipc_mode = request.ipc_mode;
    made.body.cpu = request.cpu;
    made.body.memory = request.memory;
    return made;
}

void use(const TaskDefinition& definition) {
    Cluster cluster;
    cluster.name = {"fuzz"};
    cluster.arn = "arn:aws:ecs:us-east-1:000000000000:cluster/fuzz";
    Random random(1);
    const ContainerInstance on;
    const auto task =
        make_task({cluster, definition, "family:" + definition.family, ""}, on, random, {});
    const auto needs = needs_of(definition);
    insist(needs.room.cpu_units >= 0 && needs.room.memory_mib > 0);
    insist(static_cast<bool>(json::parse(acs_task_payload(task, definition))));
    insist(shape_of(definition).container_definitions->size() == task.containers.size());
}

void feed(std::string_view text) {
    const auto request = schema::from_json<Request>(text);
    if (!request || !check_task_definition(*request)) return;
    use(definition_of(*request));
    const auto again = schema::from_json<Request>(schema::to_json(*request));
    insist(again && *again == *request && check_task_definition(*again));
}

}  // namespace
}  // namespace ikada::ecs

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::ecs::feed({reinterpret_cast<const char*>(data), size});
    return 0;
}
