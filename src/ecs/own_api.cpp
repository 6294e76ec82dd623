#include "ecs/own_api.hpp"

#include "ecs/api.hpp"
#include "ecs/errors.hpp"
#include "ecs/records.hpp"
#include "ecs/utilization.hpp"
#include "schema/describe.hpp"

namespace ikada::ecs {

IKADA_DESCRIBE(DescribeUtilizationRequest, arns)
IKADA_DESCRIBE(UtilizationItem, arn, cpu_units, memory_mib, cpu_percent, memory_percent)
IKADA_DESCRIBE(DescribeUtilizationResponse, items)

namespace {

template <class Record>
std::optional<Utilization> utilization_at(const world::Tx& tx, const std::string& arn,
                                          TimePoint now) {
    const auto found = tx.by<Record>(keys::kByArn, arn);
    return found.empty() ? std::nullopt : utilization(tx, *found.front(), now);
}

std::optional<Utilization> utilization_of(const world::Tx& tx, const std::string& arn,
                                          TimePoint now) {
    if (auto task = utilization_at<Task>(tx, arn, now)) return task;
    if (auto service = utilization_at<Service>(tx, arn, now)) return service;
    return utilization_at<ContainerInstance>(tx, arn, now);
}

Result<DescribeUtilizationResponse> describe_utilization(world::Tx& tx,
                                                         const DescribeUtilizationRequest& request,
                                                         const aws::Call& call) {
    if (request.arns.size() > kUtilizationArnsMax)
        return fail(errors::kInvalidParameter, "At most {} ARNs at once.", kUtilizationArnsMax);
    DescribeUtilizationResponse answer;
    for (const auto& arn : request.arns)
        if (const auto use = utilization_of(tx, arn, call.now))
            answer.items.push_back(
                {arn, use->cpu_units, use->memory_mib, cpu_percent(*use), memory_percent(*use)});
    return answer;
}

constexpr std::array kOperations{
    aws::operation<&describe_utilization>("ikada:DescribeUtilization")};

constexpr aws::Service kService{.name = "ikada",
                                .protocol = aws::Protocol::Json11,
                                .target_prefix = "Ikada",
                                .api_version = {},
                                .xml_namespace = {},
                                .operations = kOperations,
                                .invalid_parameter = errors::kInvalidParameter,
                                .missing_parameter = errors::kInvalidParameter};

}  // namespace

const aws::Service& own_service() { return kService; }

}  // namespace ikada::ecs
