// DescribeEventBus, ListEventBuses: there is the default bus, and it alone.
// docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html

#include "events/operations.hpp"
#include "events/rules.hpp"

namespace ikada::events {

Result<shapes::DescribeEventBusResponse> describe_event_bus(
    world::Tx&, const shapes::DescribeEventBusRequest& request, const aws::Call& call) {
    if (auto checked = check_bus(request.name, call.installation); !checked) return checked.error();
    return shapes::DescribeEventBusResponse{
        .name = std::string(kDefaultBus), .arn = bus_arn(call.installation), .policy = {}};
}

Result<shapes::ListEventBusesResponse> list_event_buses(
    world::Tx&, const shapes::ListEventBusesRequest& request, const aws::Call& call) {
    shapes::ListEventBusesResponse response;
    response.event_buses.emplace();
    if (kDefaultBus.starts_with(request.name_prefix.value_or("")))
        response.event_buses->push_back(
            {.name = std::string(kDefaultBus), .arn = bus_arn(call.installation), .policy = {}});
    return response;
}

}  // namespace ikada::events
