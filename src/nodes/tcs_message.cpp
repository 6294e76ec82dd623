#include "nodes/tcs_message.hpp"

#include <array>

#include "base/json.hpp"
#include "nodes/metrics_request.hpp"

namespace ikada::nodes {
namespace {

std::string message(std::string_view type, std::string_view text) {
    return json::serialize(
        json::object{{"type", type}, {"message", json::object{{"message", text}}}});
}

Status take_metrics(const json::value& request, TcsAnswer& answer) {
    auto uses = read_metrics(request);
    if (!uses) return uses.error();
    answer.uses = *std::move(uses);
    return ok();
}

Status take_health(const json::value& request, TcsAnswer& answer) {
    for (const auto& task : json::list(request, "tasks"))
        for (const auto& container : json::list(task, "containers"))
            answer.health.push_back({json::text(task, "taskArn"),
                                     json::text(container, "containerName"),
                                     json::text(container, "healthStatus", "UNKNOWN")});
    return ok();
}

// Of the instance itself nothing is kept yet.
Status take_instance_status(const json::value&, TcsAnswer&) { return ok(); }

struct Kind {
    std::string_view request, acknowledgement;
    Status (*take)(const json::value& request, TcsAnswer& answer);
};
constexpr std::array kKinds{
    Kind{"PublishMetricsRequest", "AckPublishMetric", take_metrics},
    Kind{"PublishHealthRequest", "AckPublishHealth", take_health},
    Kind{"PublishInstanceStatusRequest", "AckPublishInstanceStatus", take_instance_status}};

}  // namespace

TcsAnswer answer_tcs(std::string_view text) {
    TcsAnswer answer;
    const auto begin = text.find('{');
    if (begin == std::string_view::npos) return answer;
    const auto document = json::parse(text.substr(begin));
    if (!document) return answer;
    const auto type = json::text(*document, "type");
    const auto* request = json::find(*document, "message");
    for (const auto& kind : kKinds) {
        if (kind.request != type) continue;
        const auto taken = request != nullptr ? kind.take(*request, answer)
                                              : fail(kMalformed, "message: expected an object");
        answer.reply = taken ? message(kind.acknowledgement, "OK")
                             : message("BadRequestException", taken.error().message);
    }
    return answer;
}

}  // namespace ikada::nodes
