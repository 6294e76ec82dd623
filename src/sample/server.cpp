#include "sample/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace ikada::sample {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kDrainMax = std::chrono::seconds{25};
constexpr auto kIdleMax = std::chrono::seconds{120};  // longer than a load balancer's 60 s
constexpr auto kFirstRequestMax = milliseconds{500};  // of a connection made while stopping
constexpr auto kDrainStep = milliseconds{20};
constexpr int kBacklog = 1024;
constexpr int kPortTaken = 1;

void say(const std::string& text) {
    std::fputs((text + "\n").c_str(), stdout);
    std::fflush(stdout);
}

[[noreturn]] void end(int code, const std::string& why) {
    say("ends with " + std::to_string(code) + ": " + why);
    std::_Exit(code);  // connection threads may still run: no destructors
}

int to_poll(milliseconds wait) { return static_cast<int>(std::max<long>(wait.count(), 0)); }

bool readable(int descriptor, milliseconds wait) {
    pollfd asked{descriptor, POLLIN, 0};
    return ::poll(&asked, 1, to_poll(wait)) > 0;
}

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void burn_cpu(std::chrono::seconds duration) {
    const auto until = Clock::now() + duration;
    for (volatile unsigned long work = 0; Clock::now() < until;)
        for (int i = 0; i < 10'000; ++i) work = work + 1;
}

// What all connections share. Never destroyed: see end().
class Shared {
  public:
    Shared(const Settings& settings, Identity who) : identity(std::move(who)) {
        healthy = !settings.fail_health;
    }

    const Identity identity;
    std::atomic<bool> healthy{true};
    std::atomic<bool> stopping{false};
    std::atomic<int> connections{0};
    const int stop_event = ::eventfd(0, EFD_CLOEXEC);  // readable once stopping

    void stop() {
        stopping = true;
        ::eventfd_write(stop_event, 1);
    }

    void eat(long mebibytes) {
        const std::lock_guard lock(eaten_mutex_);
        eaten_.emplace_back(static_cast<std::size_t>(mebibytes) << 20, 'x');
    }

  private:
    std::mutex eaten_mutex_;
    std::vector<std::string> eaten_;
};

class Connection {
  public:
    Connection(Shared& shared, int socket) : shared_(shared), socket_(socket) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::close(socket_); }

    void run() {
        while (serve_one()) first_ = false;
    }

  private:
    // False when the connection is over.
    bool serve_one() {
        auto parsed = parse_request(received_);
        while (!parsed.request && parsed.refusal == 0) {
            if (!receive()) return false;
            parsed = parse_request(received_);
        }
        if (parsed.refusal != 0) return refuse(parsed.refusal);
        if (!drop_request(parsed)) return false;
        return respond(*parsed.request);
    }

    bool refuse(int status) {
        Answer refusal;
        refusal.status = status;
        refusal.body = "the request cannot be read\n";
        send_all(socket_, render(refusal, "GET", false));
        return false;
    }

    // Reads the body to its end and forgets the request's bytes.
    bool drop_request(const Parsed& parsed) {
        const auto length = parsed.head_bytes + parsed.request->body_bytes;
        const bool waits = header(parsed.request->head, "expect").has_value();
        if (waits && !send_all(socket_, "HTTP/1.1 100 Continue\r\n\r\n")) return false;
        while (received_.size() < length)
            if (!receive()) return false;
        received_.erase(0, length);
        return true;
    }

    bool respond(const Request& request) {
        const auto made = answer(request, shared_.identity, shared_.healthy);
        prepare(made.before);
        const bool keep = request.keep_alive && !shared_.stopping && !made.exit_code;
        const bool sent = send_all(socket_, render(made, request.method, keep));
        if (made.exit_code) end(*made.exit_code, "/exit was asked for");
        return sent && keep;
    }

    void prepare(const Before& before) {
        while (before.hang) ::pause();
        if (before.fail_health) shared_.healthy = !*before.fail_health;
        if (before.eat_mib > 0) shared_.eat(before.eat_mib);
        if (before.burn.count() > 0) burn_cpu(before.burn);
        std::this_thread::sleep_for(before.sleep);
    }

    // More bytes, or false: closed, idle for too long, or stopping.
    bool receive() {
        if (!wait_for_bytes()) return false;
        std::array<char, 4096> buffer;
        const auto got = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (got <= 0) return false;
        received_.append(buffer.data(), static_cast<std::size_t>(got));
        return true;
    }

    bool wait_for_bytes() {
        if (readable(socket_, milliseconds{0})) return true;
        std::array<pollfd, 2> asked{{{socket_, POLLIN, 0}, {shared_.stop_event, POLLIN, 0}}};
        if (::poll(asked.data(), asked.size(), to_poll(kIdleMax)) <= 0) return false;
        if (asked[0].revents != 0) return true;
        const bool idle = !first_ && received_.empty();
        return !idle && readable(socket_, kFirstRequestMax);
    }

    Shared& shared_;
    const int socket_;
    std::string received_;
    bool first_ = true;
};

void run_connection(Shared& shared, int socket) {
    Connection(shared, socket).run();
    --shared.connections;
}

void accept_one(Shared& shared, int listener) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++shared.connections;
    try {
        std::thread(run_connection, std::ref(shared), socket).detach();
    } catch (const std::system_error&) {  // no thread to be had: this client sees a reset
        ::close(socket);
        --shared.connections;
    }
}

int port_of(int listener) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

int listen_on(int port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const bool bound = ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    if (!bound || ::listen(listener, kBacklog) != 0)
        end(kPortTaken, "cannot listen on port " + std::to_string(port) + ": " +
                            std::strerror(errno) + "; set PORT to a free one");
    say("listening on port " + std::to_string(port_of(listener)));
    return listener;
}

// A descriptor that becomes readable when the process is told to stop.
int take_stop_signals(bool ignore_term) {
    sigset_t signals;
    sigemptyset(&signals);
    if (ignore_term) std::signal(SIGTERM, SIG_IGN);
    if (!ignore_term) sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return ::signalfd(-1, &signals, SFD_CLOEXEC);
}

milliseconds left_until(Clock::time_point deadline) {
    return std::chrono::ceil<milliseconds>(deadline - Clock::now());
}

// Accepts until a stop signal comes; ends the process itself at `exit_at`.
void accept_until_told(Shared& shared, int listener, int signals, const Settings& settings) {
    const auto exit_at = Clock::now() + settings.exit_after.value_or(milliseconds{0});
    while (true) {
        const auto wait = settings.exit_after ? left_until(exit_at) : milliseconds{-1};
        if (settings.exit_after && wait.count() <= 0) end(settings.exit_code, "EXIT_AFTER_MS");
        std::array<pollfd, 2> asked{{{listener, POLLIN, 0}, {signals, POLLIN, 0}}};
        ::poll(asked.data(), asked.size(), static_cast<int>(wait.count()));
        if (asked[0].revents != 0) accept_one(shared, listener);
        if (asked[1].revents != 0) return;
    }
}

void drain(Shared& shared, int listener) {
    const auto deadline = Clock::now() + kDrainMax;
    bool waiting = true;
    while (Clock::now() < deadline && (waiting || shared.connections > 0)) {
        waiting = readable(listener, kDrainStep);
        if (waiting) accept_one(shared, listener);
    }
}

}  // namespace

void serve(const Settings& settings, const Identity& identity) {
    const int signals = take_stop_signals(settings.ignore_term);
    if (readable(signals, settings.start_delay)) end(0, "told to stop before it began");

    auto& shared = *new Shared(settings, identity);  // lives as long as the process
    const int listener = listen_on(settings.port);
    accept_until_told(shared, listener, signals, settings);
    say("told to stop");
    shared.stop();
    drain(shared, listener);
    end(0, "told to stop");
}

}  // namespace ikada::sample
