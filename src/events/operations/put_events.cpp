// PutEvents, TestEventPattern
// docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html

#include "events/errors.hpp"
#include "events/event_pattern.hpp"
#include "events/operations.hpp"
#include "events/rules.hpp"
#include "events/sending.hpp"

namespace ikada::events {
namespace {

using Entry = shapes::PutEventsRequestEntry;
using Answer = shapes::PutEventsResultEntry;

constexpr std::size_t kBytesMax = 262'144;  // AWS, of all entries
constexpr std::size_t kTimeBytes = 14;      // AWS counts so for an entry's time

std::size_t size_of(const std::optional<std::string>& text) { return text ? text->size() : 0; }

std::size_t size_of(const Entry& entry) {
    std::size_t size = (entry.time ? kTimeBytes : 0) + size_of(entry.source) +
                       size_of(entry.detail_type) + size_of(entry.detail);
    for (const auto& resource : entry.resources.value_or(std::vector<std::string>{}))
        size += resource.size();
    return size;
}

Status check_size(const std::vector<Entry>& entries) {
    std::size_t size = 0;
    for (const auto& entry : entries) size += size_of(entry);
    if (size <= kBytesMax) return ok();
    return fail(errors::kValidation, "Total size of the entries in the request is over the limit.");
}

Answer refused(std::string code, std::string message) {
    return {.event_id = {}, .error_code = std::move(code), .error_message = std::move(message)};
}

Answer missing(std::string_view member) {
    return refused("InvalidArgument", fmt::format("Parameter {} is not valid. Reason: {} is a "
                                                  "required argument.",
                                                  member, member));
}

bool is_given(const std::optional<std::string>& text) { return text && !text->empty(); }

Answer put_entry(world::Tx& tx, const Entry& entry, const aws::Call& call) {
    if (!is_given(entry.source)) return missing("Source");
    if (!is_given(entry.detail_type)) return missing("DetailType");
    if (!is_given(entry.detail)) return missing("Detail");
    if (entry.source->starts_with("aws."))
        return refused("NotAuthorizedForSourceException", "Not authorized for the source.");
    if (auto checked = check_bus(entry.event_bus_name, call.installation); !checked)
        return refused("InvalidArgument", checked.error().message);
    const auto detail = json::parse(*entry.detail);
    if (!detail || !detail->is_object()) return refused("MalformedDetail", "Detail is malformed.");
    const Event event{.id = tx.random().uuid(),
                      .source = *entry.source,
                      .detail_type = *entry.detail_type,
                      .time = entry.time.value_or(call.now),
                      .resources = entry.resources.value_or(std::vector<std::string>{}),
                      .detail = detail->as_object()};
    send(tx, call.installation, event, call.now);
    return {.event_id = event.id, .error_code = {}, .error_message = {}};
}

}  // namespace

Result<shapes::PutEventsResponse> put_events(world::Tx& tx, const shapes::PutEventsRequest& request,
                                             const aws::Call& call) {
    if (request.endpoint_id) return fail(errors::kValidation, "ikada does not support EndpointId.");
    if (auto checked = check_size(request.entries); !checked) return checked.error();
    shapes::PutEventsResponse response{.failed_entry_count = 0, .entries = std::vector<Answer>{}};
    for (const auto& entry : request.entries) {
        auto answer = put_entry(tx, entry, call);
        if (answer.error_code) ++*response.failed_entry_count;
        response.entries->push_back(std::move(answer));
    }
    return response;
}

Result<shapes::TestEventPatternResponse> test_event_pattern(
    world::Tx&, const shapes::TestEventPatternRequest& request, const aws::Call&) {
    const auto pattern = EventPattern::parse(request.event_pattern);
    if (!pattern) return pattern.error();
    const auto event = json::parse(request.event);
    if (!event || !event->is_object())
        return fail(errors::kValidation, "Parameter Event is not valid.");
    for (const std::string_view member :
         {"id", "account", "source", "time", "region", "resources", "detail-type"})
        if (!json::find(*event, member))
            return fail(errors::kValidation, "Parameter Event is not valid. Reason: {} is missing.",
                        member);
    return shapes::TestEventPatternResponse{.result = pattern->matches(*event)};
}

}  // namespace ikada::events
