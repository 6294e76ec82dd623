#include "ecs/own_api.hpp"

#include "ecs/api.hpp"
#include "ecs/errors.hpp"
#include "ecs/records.hpp"
#include "ecs/utilization.hpp"
#include "schema/describe.hpp"

namespace ikada::ecs {

IKADA_DESCRIBE(DescribeUtilizationRequest, arns)
IKADA_DESCRIBE(UtilizationItem, arn, cpu_units, memory_mib, cpu_percent, memory_percent,
               cpu_percent_of_instance)
IKADA_DESCRIBE(DescribeUtilizationResponse, items)

namespace {

template <class Record>
const Record* find(const world::Tx& tx, const std::string& arn) {
    const auto found = tx.by<Record>(keys::kByArn, arn);
    return found.empty() ? nullptr : found.front();
}

template <class Record>
std::optional<UtilizationItem> item_of(const world::Tx& tx, const Record& record, TimePoint now) {
    const auto use = utilization(tx, record, now);
    if (!use) return std::nullopt;
    return UtilizationItem{.arn = record.arn,
                           .cpu_units = use->cpu_units,
                           .memory_mib = use->memory_mib,
                           .cpu_percent = cpu_percent(*use),
                           .memory_percent = memory_percent(*use),
                           .cpu_percent_of_instance = {}};
}

std::optional<UtilizationItem> item_at(const world::Tx& tx, const std::string& arn, TimePoint now) {
    if (const auto* service = find<Service>(tx, arn)) return item_of(tx, *service, now);
    if (const auto* instance = find<ContainerInstance>(tx, arn)) return item_of(tx, *instance, now);
    const auto* task = find<Task>(tx, arn);
    auto item = task ? item_of(tx, *task, now) : std::nullopt;
    if (item) item->cpu_percent_of_instance = cpu_percent_of_instance(tx, *task, now);
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
