#include "agent/task_protection.hpp"

#include "aws/protocol.hpp"
#include "base/strings.hpp"

namespace ikada::agent {
namespace {

namespace shapes = ecs::shapes;

constexpr int kBadRequest = 400, kNotFound = 404, kServerError = 500, kGatewayTimeout = 504;

ProtectionAnswer complaint(int status, const std::string& arn, std::string_view code,
                           std::string_view message) {
    json::object error{{"Code", code}, {"Message", message}};
    if (!arn.empty()) error["Arn"] = arn;
    return {status, {{"error", std::move(error)}}};
}

template <class Response>
ProtectionAnswer tell(const std::string& task_arn, const Result<Response>& answered,
                      const EcsApi& api) {
    if (!answered) return tell_protection_error(task_arn, answered.error(), api.last_answer());
    return tell_protection(answered->protected_tasks.value_or(std::vector<shapes::ProtectedTask>{}),
                           answered->failures.value_or(std::vector<shapes::Failure>{}));
}

json::value text_or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value();
}

}  // namespace

// The ECS agent takes names in any case, and no others.
Result<shapes::UpdateTaskProtectionRequest> read_protection_change(std::string_view body) {
    const auto undecoded = fail(kMalformed, "UpdateTaskProtection: failed to decode request");
    const auto document = json::parse(body);
    if (!document || !document->is_object()) return undecoded;
    std::optional<bool> enabled;
    shapes::UpdateTaskProtectionRequest change;
    for (const auto& [name, value] : document->get_object()) {
        if (equals_ignoring_case(name, "ProtectionEnabled") && value.is_bool())
            enabled = value.get_bool();
        else if (equals_ignoring_case(name, "ExpiresInMinutes") && value.is_int64())
            change.expires_in_minutes = static_cast<int>(value.get_int64());
        else if (!value.is_null())
            return undecoded;
    }
    if (!enabled)
        return fail(kMalformed, "Invalid request: does not contain 'ProtectionEnabled' field");
    change.protection_enabled = *enabled;
    return change;
}

ProtectionAnswer tell_protection(const std::vector<shapes::ProtectedTask>& tasks,
                                 const std::vector<shapes::Failure>& failures) {
    if (!failures.empty()) {
        const auto& failure = failures.front();
        return {200,
                {{"failure", json::object{{"Arn", text_or_null(failure.arn)},
                                          {"Detail", text_or_null(failure.detail)},
                                          {"Reason", text_or_null(failure.reason)}}}}};
    }
    if (tasks.empty()) return complaint(kServerError, "", "ServerException", "Unexpected error");
    const auto& task = tasks.front();
    json::value until;
    if (task.expiration_date) until = to_iso8601(*task.expiration_date);
    return {
        200,
        {{"protection", json::object{{"ExpirationDate", std::move(until)},
                                     {"ProtectionEnabled", task.protection_enabled.value_or(false)},
                                     {"TaskArn", text_or_null(task.task_arn)}}}}};
}

ProtectionAnswer tell_protection_error(const std::string& task_arn, const Error& error,
                                       const LastAnswer& answer) {
    if (error.is(net::kTimedOut))
        return complaint(kGatewayTimeout, task_arn, "RequestCanceled",
                         "Timed out calling Amazon ECS Task Protection API");
    const auto colon = error.message.find(": ");
    if (!error.is(aws::kRemote) || colon == std::string::npos)
        return complaint(kServerError, task_arn, "RequestError", error.message);
    auto made = complaint(answer.status, task_arn, error.message.substr(0, colon),
                          error.message.substr(colon + 2));
    made.document["requestID"] = answer.request_id;
    return made;
}

ProtectionAnswer no_task_to_protect() {
    return complaint(kNotFound, "", "ResourceNotFoundException",
                     "Failed to find a task for the request");
}

ProtectionAnswer answer_protection(EcsApi& api, const std::string& cluster,
                                   const std::string& task_arn, const net::HttpRequest& request) {
    if (request.method == "GET") {
        const shapes::GetTaskProtectionRequest asked{.cluster = cluster, .tasks = {{task_arn}}};
        return tell(task_arn,
                    api.call<shapes::GetTaskProtectionResponse>("GetTaskProtection", asked,
                                                                kProtectionTimeout),
                    api);
    }
    auto change = read_protection_change(request.body);
    if (!change)
        return complaint(kBadRequest, task_arn, "InvalidParameterException",
                         change.error().message);
    change->cluster = cluster;
    change->tasks = {task_arn};
    return tell(task_arn,
                api.call<shapes::UpdateTaskProtectionResponse>("UpdateTaskProtection", *change,
                                                               kProtectionTimeout),
                api);
}

}  // namespace ikada::agent
