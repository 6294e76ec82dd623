#include "events/event.hpp"

namespace ikada::events {

Event scheduled_event(const Rule& rule, std::string id, TimePoint tick) {
    return {.id = std::move(id),
            .source = "aws.events",
            .detail_type = "Scheduled Event",
            .time = tick,
            .resources = {rule.arn},
            .detail = {}};
}

std::string to_text(const aws::Installation& at, const Event& event) {
    constexpr std::size_t kToSeconds = 19;  // "2026-11-29T09:05:00"
    json::object made;
    made["version"] = "0";
    made["id"] = event.id;
    made["detail-type"] = event.detail_type;
    made["source"] = event.source;
    made["account"] = at.account;
    made["time"] = to_iso8601(event.time).substr(0, kToSeconds) + "Z";
    made["region"] = at.region;
    made["resources"] = json::array(event.resources.begin(), event.resources.end());
    made["detail"] = event.detail;
    return json::serialize(made);
}

}  // namespace ikada::events
