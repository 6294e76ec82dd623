#include "docker/client.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/json.hpp"
#include "base/strings.hpp"

namespace ikada::docker {
namespace {

constexpr std::string_view kApi = "/v1.41";
constexpr Millis kStopGrace{120'000};  // beyond the patience; the ECS agent's 2 minutes

net::HttpRequest request_for(std::string method, std::string_view target, std::string body,
                             net::Headers headers) {
    net::HttpRequest request;
    request.method = std::move(method);
    request.target = fmt::format("{}{}", kApi, target);
    request.headers = std::move(headers);
    request.headers.push_back({"Host", "docker"});
    const bool has_type = std::any_of(request.headers.begin(), request.headers.end(),
                                      [](const auto& each) { return each.name == "Content-Type"; });
    if (!body.empty() && !has_type) request.headers.push_back({"Content-Type", "application/json"});
    request.body = std::move(body);
    return request;
}

Error refusal(const net::HttpResponse& answer) {
    const auto document = json::parse(answer.body);
    auto message = document ? json::text(*document, "message") : std::string{};
    if (message.empty()) message = fmt::format("HTTP status {}", answer.status);
    const ErrorKind& kind = answer.status == 404   ? kNotFound
                            : answer.status == 409 ? kConflict
                                                   : kRefused;
    return fail(kind, "Error response from daemon: {}", trim(message));
}

std::string filters(const Labels& labels, bool containers_only) {
    json::array wanted;
    for (const auto& [name, value] : labels) wanted.emplace_back(fmt::format("{}={}", name, value));
    json::object filter{{"label", std::move(wanted)}};
    if (containers_only) filter["type"] = json::array{"container"};
    return uri_encode(json::serialize(filter));
}

// Calls `on_line` for each full line of a body that comes in pieces.
class Lines {
  public:
    explicit Lines(std::function<bool(std::string_view)> on_line) : on_line_(std::move(on_line)) {}
    bool take(std::string_view piece) {
        rest_.append(piece);
        std::size_t end = 0;
        while ((end = rest_.find('\n')) != std::string::npos) {
            const std::string line = rest_.substr(0, end);
            rest_.erase(0, end + 1);
            if (!on_line_(line)) return false;
        }
        return true;
    }

  private:
    std::function<bool(std::string_view)> on_line_;
    std::string rest_;
};

}  // namespace

Result<std::string> find_socket() {
    constexpr std::string_view kUnix = "unix://";
    const char* variable = std::getenv("DOCKER_HOST");
    const std::string host = variable != nullptr ? variable : "";
    if (host.empty()) return std::string(kDefaultSocket);
    if (!host.starts_with(kUnix))
        return fail(kMalformed, "DOCKER_HOST={} is no unix:// socket; only a local Docker will do",
                    host);
    return host.substr(kUnix.size());
}

Client::Client(std::string socket) : socket_(std::move(socket)), http_(net::UnixAddress{socket_}) {}

Result<std::string> Client::call(Call call) {
    auto answer = http_.send(request_for(std::move(call.method), call.target, std::move(call.body),
                                         std::move(call.headers)),
                             call.timeout);
    if (!answer && answer.error().is(net::kTimedOut))
        return fail(kTimedOut, "Docker did not answer in time: {}", answer.error().message);
    if (!answer)
        return fail(kUnreachable, "Docker does not answer: {}; is dockerd running?",
                    answer.error().message);
    // 304: it already is as asked.
    if (answer->status >= 400) return refusal(*answer);
    return std::move(answer->body);
}

Status Client::run(Call call) {
    auto answer = this->call(std::move(call));
    if (!answer) return answer.error();
    return ok();
}

Status Client::ping() { return run({.target = "/_ping"}); }

Result<Version> Client::version() {
    auto answer = call({.target = "/version"});
    if (!answer) return answer.error();
    return parse_version(*answer);
}

Status Client::pull(const std::string& image, const std::string& auth) {
    const auto reference = parse_image_reference(image);
    net::Headers headers;
    if (!auth.empty()) headers.push_back({"X-Registry-Auth", auth});
    const auto target = fmt::format("/images/create?fromImage={}&tag={}",
                                    uri_encode(reference.name), uri_encode(reference.tag));
    std::string progress;
    auto answer = http_.stream(request_for("POST", target, "", std::move(headers)), kPullTimeout,
                               [&](std::string_view piece) {
                                   progress.append(piece);
                                   return true;
                               });
    if (!answer && answer.error().is(net::kTimedOut))
        return fail(kTimedOut, "pull of {}: no progress for {} s", image,
                    std::chrono::duration_cast<Seconds>(kPullTimeout).count());
    if (!answer) return fail(kUnreachable, "pull of {}: {}", image, answer.error().message);
    if (answer->status >= 400) {
        if (answer->body.empty()) answer->body = progress;
        return refusal(*answer);
    }
    if (const auto failure = pull_failure(progress))
        return fail(kRefused, "Error response from daemon: {}", *failure);
    return ok();
}

Result<Image> Client::inspect_image(const std::string& image) {
    auto answer = call({.target = fmt::format("/images/{}/json", uri_encode(image, true))});
    if (!answer) return answer.error();
    return parse_image(*answer);
}

Status Client::import_image(const std::string& name, const std::string& tar,
                            const std::string& instruction) {
    const auto reference = parse_image_reference(name);
    return run({.method = "POST",
                .target = fmt::format("/images/create?fromSrc=-&repo={}&tag={}&changes={}",
                                      uri_encode(reference.name), uri_encode(reference.tag),
                                      uri_encode(instruction)),
                .body = tar,
                .headers = {{"Content-Type", "application/x-tar"}}});
}

Status Client::remove_image(const std::string& image) {
    return run({.method = "DELETE", .target = fmt::format("/images/{}", uri_encode(image, true))});
}

Status Client::create_volume(const std::string& body) {
    return run({.method = "POST", .target = "/volumes/create", .body = body});
}

Status Client::inspect_volume(const std::string& name) {
    return run({.target = fmt::format("/volumes/{}", uri_encode(name))});
}

Result<std::vector<Volume>> Client::list_volumes(const Labels& labels) {
    auto answer = call({.target = fmt::format("/volumes?filters={}", filters(labels, false))});
    if (!answer) return answer.error();
    return parse_volumes(*answer);
}

Status Client::remove_volume(const std::string& name) {
    auto removed = run({.method = "DELETE", .target = "/volumes/" + uri_encode(name)});
    if (!removed && removed.error().is(kNotFound)) return ok();
    return removed;
}

Result<std::string> Client::create(const std::string& name, const std::string& body) {
    auto answer = call({.method = "POST",
                        .target = fmt::format("/containers/create?name={}", uri_encode(name)),
                        .body = body,
                        .timeout = kCreateTimeout});
    if (!answer) return answer.error();
    const auto document = json::parse(*answer);
    if (!document) return document.error();
    return json::text(*document, "Id");
}

Status Client::start(const std::string& container) {
    return run({.method = "POST",
                .target = fmt::format("/containers/{}/start", uri_encode(container)),
                .timeout = kStartTimeout});
}

Status Client::stop(const std::string& container, Seconds patience) {
    return run(
        {.method = "POST",
         .target = fmt::format("/containers/{}/stop?t={}", uri_encode(container), patience.count()),
         .timeout = patience + kStopGrace});
}

Status Client::kill(const std::string& container, const std::string& signal) {
    return run({.method = "POST",
                .target = fmt::format("/containers/{}/kill?signal={}", uri_encode(container),
                                      uri_encode(signal))});
}

Status Client::remove(const std::string& container, bool force) {
    return run({.method = "DELETE",
                .target = fmt::format("/containers/{}?v=1&force={}", uri_encode(container),
                                      force ? 1 : 0)});
}

Result<Container> Client::inspect(const std::string& container) {
    auto answer = call({.target = fmt::format("/containers/{}/json", uri_encode(container))});
    if (!answer) return answer.error();
    return parse_container(*answer);
}

Result<std::string> Client::stats(const std::string& container) {
    return call(
        {.target = fmt::format("/containers/{}/stats?stream=false", uri_encode(container))});
}

Result<Stats> Client::measure(const std::string& container) {
    auto answer = call({.target = fmt::format("/containers/{}/stats?stream=false&one-shot=true",
                                              uri_encode(container)),
                        .timeout = kMeasureTimeout});
    if (!answer) return answer.error();
    return parse_stats(*answer);
}

Result<std::vector<ContainerRow>> Client::list(const Labels& labels) {
    auto answer =
        call({.target = fmt::format("/containers/json?all=1&filters={}", filters(labels, false))});
    if (!answer) return answer.error();
    return parse_listing(*answer);
}

Result<int> Client::wait(const std::string& container, Millis timeout) {
    auto answer = call({.method = "POST",
                        .target = fmt::format("/containers/{}/wait", uri_encode(container)),
                        .timeout = timeout});
    if (!answer) return answer.error();
    const auto document = json::parse(*answer);
    if (!document) return document.error();
    return static_cast<int>(json::integer(*document, "StatusCode"));
}

// The stream, or what Docker answers instead.
Result<ByteStream> Client::open(const Call& call) {
    auto stream =
        ByteStream::open(socket_, request_for(call.method, call.target, call.body, call.headers));
    if (!stream) return fail(kUnreachable, "Docker does not answer: {}", stream.error().message);
    const int status = stream->status();
    if (status >= 400)
        return refusal({.status = status, .headers = {}, .body = stream->read_all()});
    return stream;
}

Result<ByteStream> Client::logs(const std::string& container, const LogsQuery& query) {
    auto target = fmt::format("/containers/{}/logs?stdout=1&stderr=1&timestamps=1&follow={}",
                              uri_encode(container), query.follow ? 1 : 0);
    if (query.tail) target += fmt::format("&tail={}", *query.tail);
    if (!query.since.empty()) target += "&since=" + query.since;
    return open({.target = target});
}

Result<std::string> Client::create_exec(const std::string& container,
                                        const std::vector<std::string>& command, bool terminal) {
    json::array words;
    for (const auto& word : command) words.emplace_back(word);
    auto answer = call({.method = "POST",
                        .target = fmt::format("/containers/{}/exec", uri_encode(container)),
                        .body = json::serialize(json::object{{"AttachStdin", true},
                                                             {"AttachStdout", true},
                                                             {"AttachStderr", true},
                                                             {"Tty", terminal},
                                                             {"Cmd", std::move(words)}})});
    if (!answer) return answer.error();
    const auto document = json::parse(*answer);
    if (!document) return document.error();
    return json::text(*document, "Id");
}

Result<ByteStream> Client::start_exec(const std::string& exec, bool terminal) {
    return open({.method = "POST",
                 .target = fmt::format("/exec/{}/start", uri_encode(exec)),
                 .body = json::serialize(json::object{{"Detach", false}, {"Tty", terminal}}),
                 .headers = {{"Connection", "Upgrade"}, {"Upgrade", "tcp"}}});
}

Status Client::resize_exec(const std::string& exec, const TerminalSize& size) {
    return run({.method = "POST",
                .target = fmt::format("/exec/{}/resize?h={}&w={}", uri_encode(exec), size.rows,
                                      size.columns)});
}

Result<int> Client::exit_code_of_exec(const std::string& exec) {
    auto answer = call({.target = fmt::format("/exec/{}/json", uri_encode(exec))});
    if (!answer) return answer.error();
    const auto document = json::parse(*answer);
    if (!document) return document.error();
    if (json::boolean(*document, "Running")) return fail(kConflict, "the command still runs");
    return static_cast<int>(json::integer(*document, "ExitCode"));
}

Status Client::events(const Labels& labels, std::int64_t since, Millis idle_timeout,
                      const std::function<bool(const Event&)>& on_event) {
    Lines lines([&](std::string_view line) {
        const auto event = parse_event(line);
        return event ? on_event(*event) : true;
    });
    const auto target = fmt::format("/events?since={}&filters={}", since, filters(labels, true));
    bool answered = false;
    auto answer =
        http_.stream(request_for("GET", target, "", {}), idle_timeout, [&](std::string_view piece) {
            answered = true;
            return lines.take(piece);
        });
    if (answer && answer->status >= 400) return refusal(*answer);
    if (answer) return ok();
    // dockerd sends the head with the first event only: silence is told from absence by a ping.
    if (!answered) return ping();
    return ok();
}

}  // namespace ikada::docker
