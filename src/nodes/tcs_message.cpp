#include "nodes/tcs_message.hpp"

#include <array>

#include "base/json.hpp"

namespace ikada::nodes {
namespace {

struct Kind {
    std::string_view request, acknowledgement;
};
constexpr std::array kKinds{Kind{"PublishMetricsRequest", "AckPublishMetric"},
                            Kind{"PublishHealthRequest", "AckPublishHealth"},
                            Kind{"PublishInstanceStatusRequest", "AckPublishInstanceStatus"}};

void add_health(const json::value& task, std::vector<ports::ContainerHealthSeen>& to) {
    for (const auto& container : json::list(task, "containers"))
        to.push_back({json::text(task, "taskArn"), json::text(container, "containerName"),
                      json::text(container, "healthStatus", "UNKNOWN")});
}

}  // namespace

TcsAnswer answer_tcs(std::string_view text) {
    TcsAnswer answer;
    const auto begin = text.find('{');
    if (begin == std::string_view::npos) return answer;
    const auto document = json::parse(text.substr(begin));
    if (!document) return answer;
    const auto type = json::text(*document, "type");
    for (const auto& kind : kKinds) {
        if (kind.request != type) continue;
        answer.acknowledgement = json::serialize(json::object{
            {"type", kind.acknowledgement}, {"message", json::object{{"message", "OK"}}}});
    }
    const auto* message = json::find(*document, "message");
    if (type == "PublishHealthRequest" && message != nullptr)
        for (const auto& task : json::list(*message, "tasks")) add_health(task, answer.health);
    return answer;
}

}  // namespace ikada::nodes
