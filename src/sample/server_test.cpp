// The server in a process of its own, over loopback, on a port of the kernel's choice.
#include "sample/server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>

#include "sample/healthcheck.hpp"

namespace ikada::sample {
namespace {

constexpr std::string_view kListening = "listening on port ";

class RunningServer {
  public:
    explicit RunningServer(Settings settings = {}) {
        settings.port = 0;
        std::array<int, 2> out{};
        if (::pipe(out.data()) != 0) return;
        std::fflush(stdout);  // or the child says it again
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(out[1], STDOUT_FILENO);
            serve(settings, Identity{"blog", "1", "task-1", "i-1", {}});
        }
        ::close(out[1]);
        port_ = read_port(out[0]);
        ::close(out[0]);
    }
    ~RunningServer() {
        if (child_ > 0) ::kill(child_, SIGKILL);
        exit_code();
    }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    int port() const { return port_; }
    void tell_to_stop() const { ::kill(child_, SIGTERM); }

    // Waits for the end. -1 after a signal or when it is already gone.
    int exit_code() {
        int status = 0;
        const bool ended = child_ > 0 && ::waitpid(child_, &status, 0) == child_;
        child_ = 0;
        return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    static int read_port(int pipe) {
        std::string line;
        for (char c = 0; ::read(pipe, &c, 1) == 1 && c != '\n';) line += c;
        return line.starts_with(kListening) ? std::stoi(line.substr(kListening.size())) : 0;
    }

    pid_t child_ = 0;
    int port_ = 0;
};

class Client {
  public:
    explicit Client(int port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void ask(const std::string& path) const {
        const auto text = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
        ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    }
    // Everything up to `end`, or to the connection's end.
    std::string read_to(std::string_view end) const {
        std::string text;
        for (char c = 0; !text.ends_with(end) && ::recv(socket_, &c, 1, 0) == 1;) text += c;
        return text;
    }
    bool is_closed() const {
        char c = 0;
        return ::recv(socket_, &c, 1, 0) <= 0;
    }

  private:
    int socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
};

TEST(SampleServer, answers_many_requests_on_one_connection) {
    RunningServer server;
    Client client(server.port());
    for (int i = 0; i < 3; ++i) {
        client.ask("/");
        EXPECT_NE(client.read_to("on i-1\n").find("200 OK"), std::string::npos);
    }
}

TEST(SampleServer, answers_what_is_in_flight_before_it_stops) {
    RunningServer server;
    Client idle(server.port());
    idle.ask("/");
    idle.read_to("on i-1\n");
    Client busy(server.port());
    busy.ask("/slow?ms=200");
    EXPECT_TRUE(is_healthy({"127.0.0.1", server.port(), "/healthz"}));  // busy was accepted before
    server.tell_to_stop();

    EXPECT_TRUE(idle.is_closed());
    EXPECT_NE(busy.read_to("200 ms\n").find("Connection: close"), std::string::npos);
    EXPECT_TRUE(busy.is_closed());
    EXPECT_EQ(server.exit_code(), 0);
}

TEST(SampleServer, exits_with_the_code_it_is_told_after_answering) {
    RunningServer server;
    Client client(server.port());
    client.ask("/exit?code=7");
    EXPECT_NE(client.read_to("with 7\n").find("200 OK"), std::string::npos);
    EXPECT_EQ(server.exit_code(), 7);
}

TEST(SampleServer, fails_its_health_check_when_told) {
    Settings settings;
    settings.fail_health = true;
    RunningServer server(settings);
    const Url health{"127.0.0.1", server.port(), "/healthz"};
    EXPECT_FALSE(is_healthy(health));
    Client client(server.port());
    client.ask("/fail?on=0");
    client.read_to("from now on\n");
    EXPECT_TRUE(is_healthy(health));
}

TEST(SampleServer, exits_by_itself_when_the_environment_says_so) {
    Settings settings;
    settings.exit_after = std::chrono::milliseconds{1};
    settings.exit_code = 9;
    RunningServer server(settings);
    EXPECT_EQ(server.exit_code(), 9);
}

}  // namespace
}  // namespace ikada::sample
