#include "aws/gateway.hpp"

#include "aws/body.hpp"
#include "aws/claim.hpp"
#include "aws/errors.hpp"
#include "aws/protocol.hpp"
#include "aws/utf8.hpp"
#include "base/crypto.hpp"
#include "base/json.hpp"
#include "base/log.hpp"

namespace ikada::aws {
namespace {

constexpr std::size_t kLoggedTextMax = 300;  // characters of an error in the call's log line

// RFC 9562 version 4 form. From the secure generator, because net threads share no Random.
std::string new_request_id() {
    std::string hex = sha256_hex(secret_token(32)).substr(0, 32);
    hex[12] = '4';
    hex[16] = 'a';
    for (const std::size_t dash : {8, 13, 18, 23}) hex.insert(dash, 1, '-');
    return hex;
}

const Service* find_service(std::span<const Service* const> services, std::string_view name) {
    for (const auto* service : services)
        if (service->name == name) return service;
    return nullptr;
}

// Instances may call only what is theirs; the root may call anything (Audience, until IAM decides).
Status authorize(const Operation& operation, const Caller& caller) {
    if (!caller.instance_id || operation.audience != Audience::Users) return ok();
    return fail(
        errors::kAccessDenied,
        "User: {} is not authorized to perform: {} on resource: * because no identity-based "
        "policy allows the {} action",
        caller.arn, operation.action, operation.action);
}

const ErrorKind* kind_of_refusal(int status) {
    static constexpr ErrorKind kBadRequest{"BadRequest", 400};
    static constexpr ErrorKind kHeadersTooLarge{"RequestHeaderSectionTooLarge", 431};
    if (status == 413) return &errors::kRequestEntityTooLarge;
    if (status == 408) return &errors::kRequestTimeout;
    return status == 431 ? &kHeadersTooLarge : &kBadRequest;
}

// One log line a call.
struct Line {
    std::string_view action, caller, peer, request_id;
    int status;
    Millis took;
    const Error* error;
};

void log_call(const Line& line) {
    const auto text = fmt::format(
        "call action={} caller={} peer={} status={} ms={} request_id={}",
        line.action.empty() ? "-" : line.action, line.caller.empty() ? "-" : line.caller,
        line.peer.empty() ? "-" : line.peer, line.status, line.took.count(), line.request_id);
    if (line.error == nullptr) return log::write(log::Level::Info, text);
    // As a JSON text: a client's line breaks must not look like log lines of ours.
    log::info("{} error={} message={}", text, line.error->kind->code,
              json::serialize(json::value(shorten(line.error->message, kLoggedTextMax))));
}

}  // namespace

// One call on its way through.
struct Gateway::Pending {
    const Installation& installation;
    const Clock& clock;
    AuditTrail& audit;
    net::Respond respond;
    std::string peer;
    Protocol protocol;
    std::string request_id = new_request_id();
    TimePoint started = clock.now();
    Caller caller = {};
    const Service* service = nullptr;
    const Operation* operation = nullptr;
    std::shared_ptr<void> request = nullptr;
    std::shared_ptr<const void> response = nullptr;
};

Protocol Gateway::protocol_of(const net::HttpRequest& request) const {
    const auto claim = read_claim(request);
    const auto* service = claim ? find_service(parts_.services, claim->scope.service) : nullptr;
    return service ? service->protocol : guess_protocol(request);
}

Result<Verified> Gateway::authenticate(const net::HttpRequest& request) const {
    return verify(request, parts_.keys, parts_.installation.region, parts_.clock.now());
}

Status Gateway::prepare(net::HttpRequest request, Pending& call) const {
    auto verified = authenticate(request);
    if (!verified) return verified.error();
    call.caller = std::move(verified->caller);
    call.service = find_service(parts_.services, verified->service);
    if (call.service == nullptr)
        return fail(errors::kUnknownOperation, "ikada has no service {}.",
                    shorten(verified->service, 100));
    call.protocol = call.service->protocol;
    // The signature was of the body as it came.
    auto body = plain_body(request);
    if (!body) return body.error();
    request.body = *std::move(body);

    auto operation = find_operation(*call.service, request);
    if (!operation) return operation.error();
    call.operation = *operation;
    if (auto allowed = authorize(*call.operation, call.caller); !allowed) return allowed;
    auto typed = decode_request(*call.service, *call.operation, request);
    if (!typed) return typed.error();
    call.request = *std::move(typed);
    return ok();
}

Status Gateway::run(world::Tx& tx, TimePoint now, Pending& call) {
    const Call context{call.installation, call.caller, call.request_id, now};
    auto response = call.operation->execute(tx, call.request.get(), context);
    if (!response) return response.error();
    call.response = *std::move(response);
    return ok();
}

void Gateway::finish(const Pending& call, const Status& outcome) {
    std::optional<Error> error;
    if (!outcome)
        error = Error{&signature_error_in(call.protocol, *outcome.error().kind),
                      outcome.error().message};
    auto response = error ? encode_error(call.protocol, *error, call.request_id)
                          : encode_response(*call.service, *call.operation, call.response.get(),
                                            call.request_id);
    const auto action = call.operation ? call.operation->action : std::string_view{};
    log_call({.action = action,
              .caller = call.caller.arn,
              .peer = call.peer,
              .request_id = call.request_id,
              .status = response.status,
              .took = call.clock.now() - call.started,
              .error = error ? &*error : nullptr});
    call.audit.record({.at = call.started,
                       .request_id = call.request_id,
                       .action = std::string(action),
                       .caller = call.caller.arn,
                       .access_key_id = call.caller.access_key_id,
                       .peer = call.peer,
                       .resources = call.request
                                        ? resources_of(call.operation->input(), call.request.get())
                                        : std::vector<std::string>{},
                       .status = response.status,
                       .error = error ? std::string(error->kind->code) : std::string()});
    call.respond(std::move(response));
}

void Gateway::handle(net::HttpRequest request, net::Respond respond) {
    const auto call = std::make_shared<Pending>(Pending{.installation = parts_.installation,
                                                        .clock = parts_.clock,
                                                        .audit = parts_.audit,
                                                        .respond = std::move(respond),
                                                        .peer = request.peer,
                                                        .protocol = protocol_of(request)});
    if (auto prepared = prepare(std::move(request), *call); !prepared)
        return finish(*call, prepared);

    // The store's thread, which brings the outcome, has commits to make: it only passes it on.
    const bool accepted =
        parts_.engine.submit([call](world::Tx& tx, TimePoint now) { return run(tx, now, *call); },
                             [call, &loop = parts_.loop](const Status& outcome) {
                                 loop.post([call, outcome] { finish(*call, outcome); });
                             });
    if (!accepted)
        finish(*call, fail(errors::kThrottling, "Rate exceeded: {} calls are waiting. Try again.",
                           world::kEngineQueueMax));
}

net::HttpResponse Gateway::refuse(int status, std::string_view reason,
                                  const net::HttpRequest& partial) {
    const auto request_id = new_request_id();
    const Error error{kind_of_refusal(status), std::string(reason)};
    auto response = encode_error(protocol_of(partial), error, request_id);
    response.status = status;
    log_call({.action = {},
              .caller = {},
              .peer = partial.peer,
              .request_id = request_id,
              .status = status,
              .took = Millis{0},
              .error = &error});
    return response;
}

void Gateway::upgrade(net::HttpRequest request, net::DecideUpgrade decide) {
    if (parts_.nodes.upgrade_by_token(request, decide)) return;
    const auto verified = authenticate(request);
    if (verified) return parts_.nodes.upgrade(request, verified->caller, std::move(decide));
    const auto request_id = new_request_id();
    auto response = encode_error(Protocol::Json11, verified.error(), request_id);
    log_call({.action = "upgrade",
              .caller = {},
              .peer = request.peer,
              .request_id = request_id,
              .status = response.status,
              .took = Millis{0},
              .error = &verified.error()});
    decide(std::move(response));
}

}  // namespace ikada::aws
