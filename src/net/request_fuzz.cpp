// Bytes on a connection: read as requests, one after another, or refused; never more than allowed.

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <cstdlib>
#include <exception>

#include "net/request_reader.hpp"

namespace ikada::net {
namespace {

constexpr HttpServerLimits kLimits{.header_bytes = 1024, .body_bytes = 1024};

void insist(bool holds) {
    if (!holds) std::abort();  // libFuzzer keeps the input
}

std::size_t size_of(const Headers& headers) {
    std::size_t size = 0;
    for (const auto& header : headers) size += header.name.size() + header.value.size();
    return size;
}

Awaitable<void> read_all(std::shared_ptr<TimedSocket> socket) {
    RequestReader reader(socket, kLimits, "peer");
    while (co_await reader.await_request()) {
        const auto failure = co_await reader.read_request();
        if (failure) {
            insist(failure->status == 0 || failure->status >= 400);
            insist(reader.partial_request().body.empty());
            break;
        }
        (void)reader.wants_websocket();
        const auto request = reader.take_request();
        insist(!request.method.empty() && !request.target.empty());
        insist(size_of(request.headers) <= kLimits.header_bytes);
        insist(request.body.size() <= kLimits.body_bytes);
    }
    socket->close();
}

// The input waits whole in a socket pair, so nothing here takes time.
void feed(const std::uint8_t* data, std::size_t size) {
    int ends[2];
    insist(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    insist(::send(ends[1], data, size, MSG_DONTWAIT) == static_cast<ssize_t>(size));
    ::shutdown(ends[1], SHUT_WR);
    {
        asio::io_context io;
        asio::any_io_executor strand = asio::make_strand(io);
        Tcp::socket socket(strand);
        socket.assign(Tcp::v4(), ends[0]);
        const auto timed = std::make_shared<TimedSocket>(Channel(std::move(socket)));
        asio::co_spawn(strand, read_all(timed), [](std::exception_ptr bug) { insist(!bug); });
        io.run();
    }
    ::close(ends[1]);
}

}  // namespace
}  // namespace ikada::net

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::net::feed(data, size);
    return 0;
}
