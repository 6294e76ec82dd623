#include "sample/answer.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ikada::sample {
namespace {

Answer text(std::string body) {
    Answer answer;
    answer.body = std::move(body);
    return answer;
}

std::string quoted(const std::string& value) {
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

Answer who_as_json(const Identity& who) {
    auto answer =
        text("{\"service\":" + quoted(who.service) + ",\"version\":" + quoted(who.version) +
             ",\"task\":" + quoted(who.task) + ",\"instance\":" + quoted(who.instance) + "}\n");
    answer.content_type = "application/json";
    return answer;
}

// Everything a control may look at.
struct Seen {
    const Request& request;
    const Identity& who;
    bool healthy;
    long number(std::string_view name, long otherwise, long max) const {
        return number_in(request.query, name, otherwise, max);
    }
};

Answer index(const Seen& seen) {
    if (has_parameter(seen.request.query, "json")) return who_as_json(seen.who);
    return text(seen.who.service + " version " + seen.who.version + ", task " + seen.who.task +
                " on " + seen.who.instance + "\n");
}

Answer health(const Seen& seen) {
    auto answer = text(seen.healthy ? "healthy\n" : "failing, as told\n");
    answer.status = seen.healthy ? 200 : 503;
    return answer;
}

Answer slow(const Seen& seen) {
    const long ms = seen.number("ms", 1000, kSecondsMax * 1000);
    auto answer = text("slow by " + std::to_string(ms) + " ms\n");
    answer.before.sleep = std::chrono::milliseconds{ms};
    return answer;
}

Answer status(const Seen& seen) {
    const long code = std::max(seen.number("code", 200, 599), 200L);  // 1xx is no final answer
    auto answer = text("status " + std::to_string(code) + "\n");
    answer.status = static_cast<int>(code);
    return answer;
}

Answer fail_health(const Seen& seen) {
    const bool failing = seen.number("on", 1, 1) == 1;
    auto answer = text(failing ? "health fails from now on\n" : "health is good from now on\n");
    answer.before.fail_health = failing;
    return answer;
}

Answer exit_process(const Seen& seen) {
    const long code = seen.number("code", 0, 255);
    auto answer = text("exiting with " + std::to_string(code) + "\n");
    answer.exit_code = static_cast<int>(code);
    return answer;
}

Answer burn(const Seen& seen) {
    const long seconds = seen.number("seconds", 1, kSecondsMax);
    auto answer = text("burnt a CPU for " + std::to_string(seconds) + " s\n");
    answer.before.burn = std::chrono::seconds{seconds};
    return answer;
}

Answer eat(const Seen& seen) {
    const long mib = seen.number("mib", 1, kEatMebibytesMax);
    auto answer = text("ate " + std::to_string(mib) + " MiB\n");
    answer.before.eat_mib = mib;
    return answer;
}

Answer environment(const Seen& seen) {
    std::string body;
    for (const auto& line : seen.who.environment) body += line + "\n";
    return text(body);
}

Answer request_head(const Seen& seen) { return text(seen.request.head); }

Answer hang(const Seen&) {
    Answer answer;
    answer.before.hang = true;
    return answer;
}

struct Route {
    std::string_view path;
    Answer (*make)(const Seen&);
};
constexpr auto kRoutes = std::to_array<Route>({
    {"/", index},
    {"/healthz", health},
    {"/slow", slow},
    {"/status", status},
    {"/fail", fail_health},
    {"/exit", exit_process},
    {"/burn", burn},
    {"/eat", eat},
    {"/env", environment},
    {"/headers", request_head},
    {"/hang", hang},
});

const char* reason(int status) {
    struct Named {
        int status;
        const char* text;
    };
    constexpr auto kReasons = std::to_array<Named>({
        {200, "OK"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {404, "Not Found"},
        {413, "Content Too Large"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    });
    const auto found = std::ranges::find(kReasons, status, &Named::status);
    return found == kReasons.end() ? "As Told" : found->text;
}

bool forbids_body(int status) { return status == 204 || status == 304; }

}  // namespace

Answer answer(const Request& request, const Identity& identity, bool healthy) {
    const Seen seen{request, identity, healthy};
    const auto route = std::ranges::find(kRoutes, std::string_view{request.path}, &Route::path);
    if (route != kRoutes.end()) return route->make(seen);
    auto unknown = text("no such page: " + request.path + "\n");
    unknown.status = 404;
    return unknown;
}

std::string render(const Answer& answer, const std::string& method, bool keep_alive) {
    std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " " + reason(answer.status);
    if (!forbids_body(answer.status)) {
        out += "\r\nContent-Type: " + answer.content_type;
        out += "\r\nContent-Length: " + std::to_string(answer.body.size());
    }
    if (!keep_alive) out += "\r\nConnection: close";
    out += "\r\n\r\n";
    if (!forbids_body(answer.status) && method != "HEAD") out += answer.body;
    return out;
}

}  // namespace ikada::sample
