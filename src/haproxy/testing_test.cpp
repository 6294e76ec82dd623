#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/strings.hpp"
#include "haproxy/testing.hpp"

namespace ikada::haproxy {
namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// Up to and with the text, or what there was until the end.
std::string read_until(int fd, std::string& buffer, std::string_view mark) {
    std::array<char, 4096> piece{};
    for (;;) {
        const auto at = buffer.find(mark);
        if (at != std::string::npos) {
            const auto head = buffer.substr(0, at + mark.size());
            buffer.erase(0, at + mark.size());
            return head;
        }
        const auto got = ::recv(fd, piece.data(), piece.size(), 0);
        if (got <= 0) return std::exchange(buffer, "");
        buffer.append(piece.data(), static_cast<std::size_t>(got));
    }
}

std::size_t content_length(const std::string& head) {
    const auto lower = to_lower(head);
    constexpr std::string_view kName = "content-length: ";
    const auto at = lower.find(kName);
    if (at == std::string::npos) return 0;
    const auto rest = std::string_view{lower}.substr(at + kName.size());
    return static_cast<std::size_t>(parse_int(rest.substr(0, rest.find('\r'))).value_or(0));
}

void send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

}  // namespace

Listener listen_anywhere() {
    Listener listener{os::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), 0};
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener.fd.get(), reinterpret_cast<sockaddr*>(&address), size) != 0) std::abort();
    if (::listen(listener.fd.get(), 128) != 0) std::abort();
    ::getsockname(listener.fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
    listener.port = ntohs(address.sin_port);
    return listener;
}

int free_port() { return listen_anywhere().port; }

Target::Target(std::string name)
    : name_(std::move(name)), listener_(listen_anywhere()), accepting_([this] { accept_loop(); }) {}

Target::~Target() {
    let_go();
    ::shutdown(listener_.fd.get(), SHUT_RDWR);
    accepting_.join();
    while (open_ > 0) std::this_thread::yield();
}

ports::RouteServer Target::as_server(const std::string& id) const {
    return {.id = id, .address = "127.0.0.1", .port = port()};
}

void Target::let_go() {
    {
        const std::lock_guard lock(mutex_);
        is_released_ = true;
    }
    released_.notify_all();
}

void Target::accept_loop() {
    for (;;) {
        os::Fd fd(::accept4(listener_.fd.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!fd) return;
        const timeval limit{30, 0};
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ++open_;
        std::thread([this, connection = std::make_shared<os::Fd>(std::move(fd))] {
            serve(std::move(*connection));
            --open_;
        }).detach();
    }
}

void Target::serve(os::Fd fd) {
    std::string buffer;
    bool is_first = true;
    while (serve_one(fd.get(), buffer, is_first)) is_first = false;
    ::shutdown(fd.get(), SHUT_WR);
    read_until(fd.get(), buffer, "\r\n\r\n");
}

// Gives whether the connection takes another.
bool Target::serve_one(int fd, std::string& buffer, bool is_first) {
    const auto request = read_until(fd, buffer, "\r\n\r\n");
    if (request.empty()) return false;
    if (is_first && !request.starts_with("GET /healthz ")) ++connections;
    while (buffer.size() < content_length(request)) {
        std::array<char, 4096> piece{};
        const auto got = ::recv(fd, piece.data(), piece.size(), 0);
        if (got <= 0) return false;
        buffer.append(piece.data(), static_cast<std::size_t>(got));
    }
    buffer.erase(0, content_length(request));
    const auto text = answer(request);
    send_all(fd, text);
    if (!request.starts_with("GET /socket ")) return keeps_alive && !text.empty();
    while (!read_until(fd, buffer, "\n").empty()) send_all(fd, name_ + " heard\n");
    return false;
}

std::string Target::answer(const std::string& request) {
    std::string body = name_ + "\n", headers;
    int status = 200;
    if (request.starts_with("GET /healthz ")) {
        ++checks;
        status = health_status;
    } else {
        ++requests;
        if (request.starts_with("GET /echo")) body = request;
        if (request.starts_with("GET /unavailable")) status = 503;
        if (request.starts_with("GET /login")) headers = "Set-Cookie: SESSION=1\r\n";
    }
    if (request.starts_with("GET /hold")) {
        ++held;
        std::unique_lock lock(mutex_);
        released_.wait(lock, [this] { return is_released_; });
        --held;
    }
    if (request.starts_with("GET /broken")) return "";
    if (request.starts_with("GET /garbage")) return "garbage\r\n\r\n";
    if (request.starts_with("GET /socket "))
        return "HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";  // RFC 6455, 1.3
    if (!keeps_alive) headers += "Connection: close\r\n";
    return fmt::format("HTTP/1.1 {} X\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(),
                       headers, body);
}

Connection::Connection(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{30, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const auto address = loopback(port);
    if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fd_.close();
}

Answer Connection::get(const std::string& host, const std::string& path) {
    return send(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", path, host));
}

Answer Connection::send(const std::string& request) {
    if (!fd_) return {};
    send_all(fd_.get(), request);
    std::string buffer;
    Answer answer;
    answer.head = read_until(fd_.get(), buffer, "\r\n\r\n");
    if (!answer.head.starts_with("HTTP/1.1 ")) return {};
    answer.status = static_cast<int>(parse_int(answer.head.substr(9, 3)).value_or(0));
    const auto length = content_length(answer.head);
    std::array<char, 4096> piece{};
    while (buffer.size() < length) {
        const auto got = ::recv(fd_.get(), piece.data(), piece.size(), 0);
        if (got <= 0) return {};
        buffer.append(piece.data(), static_cast<std::size_t>(got));
    }
    answer.body = buffer.substr(0, length);
    return answer;
}

std::string Connection::say(const std::string& line) {
    send_all(fd_.get(), line);
    std::string buffer;
    return read_until(fd_.get(), buffer, "\n");
}

Answer get(int port, const std::string& host, const std::string& path) {
    return Connection(port).get(host, path);
}

Answer send(int port, const std::string& request) { return Connection(port).send(request); }

ports::HealthProbe quick_probe() {
    ports::HealthProbe probe;
    probe.path = "/healthz";
    probe.interval = Seconds{1};
    probe.timeout = Seconds{1};
    probe.healthy_threshold = 2;
    return probe;
}

ports::ForwardTo to(const std::string& backend_id) {
    return {.backends = {{.backend_id = backend_id, .weight = 1}}, .sticky_for = {}};
}

ports::RouteRule rule(std::vector<std::string> hosts, std::vector<std::string> paths,
                      ports::RouteAction action) {
    ports::RouteRule rule;
    rule.hosts = std::move(hosts);
    rule.paths = std::move(paths);
    rule.action = std::move(action);
    return rule;
}

ports::Backend backend(const std::string& id, std::vector<ports::RouteServer> servers) {
    ports::Backend backend;
    backend.id = id;
    backend.probe = quick_probe();
    backend.servers = std::move(servers);
    return backend;
}

ports::RoutingTable web_table(int port, std::vector<ports::RouteServer> servers) {
    ports::RoutingTable table;
    table.backends = {backend("web", std::move(servers))};
    ports::Frontend frontend;
    frontend.id = "lb";
    frontend.address = "127.0.0.1";
    frontend.port = port;
    frontend.otherwise = to("web");
    table.frontends = {frontend};
    return table;
}

}  // namespace ikada::haproxy
