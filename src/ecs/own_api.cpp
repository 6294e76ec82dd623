#include "ecs/own_api.hpp"

#include "aws/own_service.hpp"

#include "ecs/api.hpp"
#include "ecs/errors.hpp"
#include "ecs/records.hpp"
#include "ecs/streams.hpp"
#include "ecs/utilization.hpp"
#include "schema/describe.hpp"

namespace ikada::ecs {

IKADA_DESCRIBE(OpenLogStreamRequest, cluster, task, container, follow, tail, since)
IKADA_DESCRIBE(OpenLogStreamResponse, container, stream_url, token_value)
IKADA_DESCRIBE(DescribeUtilizationRequest, arns)
IKADA_DESCRIBE(UtilizationItem, arn, cpu_units, memory_mib, cpu_percent, memory_percent,
               cpu_percent_of_instance)
IKADA_DESCRIBE(DescribeUtilizationResponse, items)

namespace {

UtilizationItem item_of(const std::string& arn, const Utilization& use) {
    return {.arn = arn,
            .cpu_units = use.cpu_units,
            .memory_mib = use.memory_mib,
            .cpu_percent = cpu_percent(use),
            .memory_percent = memory_percent(use),
            .cpu_percent_of_instance = {}};
}

// Of the service, instance or task at the ARN.
template <class Record>
std::optional<UtilizationItem> find_item(const world::Tx& tx, const std::string& arn,
                                         TimePoint now) {
    const auto* record = find_by_arn<Record>(tx, arn);
    const auto use = record ? utilization(tx, *record, now) : std::nullopt;
    if (!use) return std::nullopt;
    auto item = item_of(arn, *use);
    if constexpr (std::is_same_v<Record, Task>)
        item.cpu_percent_of_instance = cpu_percent_of_instance(tx, *record, *use);
    return item;
}

std::optional<UtilizationItem> item_at(const world::Tx& tx, const std::string& arn, TimePoint now) {
    auto item = find_item<Service>(tx, arn, now);
    if (!item) item = find_item<ContainerInstance>(tx, arn, now);
    if (!item) item = find_item<Task>(tx, arn, now);
    return item;
}

Result<DescribeUtilizationResponse> describe_utilization(world::Tx& tx,
                                                         const DescribeUtilizationRequest& request,
                                                         const aws::Call& call) {
    if (request.arns.size() > kUtilizationArnsMax)
        return fail(errors::kInvalidParameter, "At most {} ARNs at once.", kUtilizationArnsMax);
    DescribeUtilizationResponse answer;
    for (const auto& arn : request.arns)
        if (auto item = item_at(tx, arn, call.now)) answer.items.push_back(*std::move(item));
    return answer;
}

json::object log_request(const OpenLogStreamRequest& request) {
    json::object asked{{"kind", "logs"}, {"follow", request.follow.value_or(false)}};
    if (request.tail) asked["tail"] = *request.tail;
    if (request.since) asked["since"] = *request.since;
    return asked;
}

Result<OpenLogStreamResponse> open_log_stream(world::Tx& tx, const OpenLogStreamRequest& request,
                                              const aws::Call& call) {
    if (request.tail.value_or(0) < 0)
        return fail(errors::kInvalidParameter, "tail cannot be negative.");
    // Agents read it to the nanosecond.
    constexpr std::size_t kToSeconds = std::string_view("2026-11-29T09:13:40").size();
    if (request.since && !parse_iso8601(request.since->substr(0, kToSeconds) + "Z"))
        return fail(errors::kInvalidParameter, "since is no time as 2026-11-29T09:13:40.123Z.");
    const auto target = find_stream_target(tx, request.cluster, request.task, request.container);
    if (!target) return target.error();
    auto stream = open_stream(tx, *target, log_request(request), call);
    if (!stream) return stream.error();
    return OpenLogStreamResponse{target->container->name, std::move(stream->url),
                                 std::move(stream->token)};
}

constexpr std::array kOperations{aws::operation<&describe_utilization>("ikada:DescribeUtilization"),
                                 aws::operation<&open_log_stream>("ikada:OpenLogStream")};

constexpr aws::Service kService =
    aws::own_service("ikada", "Ikada", kOperations, errors::kInvalidParameter);

}  // namespace

const aws::Service& own_service() { return kService; }

}  // namespace ikada::ecs
