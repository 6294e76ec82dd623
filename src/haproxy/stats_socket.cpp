#include "haproxy/stats_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>

#include "os/fd.hpp"

namespace ikada::haproxy {
namespace {

using std::chrono::steady_clock;

Error failed(const std::filesystem::path& file, int code) {
    return os::system_error("talk to HAProxy at", file.string(), code);
}

Result<os::Fd> connect_to(const std::filesystem::path& file) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = file.string();
    if (name.size() >= sizeof address.sun_path) return failed(file, ENAMETOOLONG);
    std::memcpy(address.sun_path, name.data(), name.size());
    os::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) return failed(file, errno);
    const timeval limit{kAnswerTimeout.count() / 1000, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return failed(file, errno);
    return fd;
}

// MSG_NOSIGNAL: a worker that ends meanwhile must not end us.
bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace

Result<std::string> StatsSocket::ask(const std::string& line) const {
    const auto fd = connect_to(file_);
    if (!fd) return fd.error();
    if (!send_all(fd->get(), line + "\n")) return failed(file_, errno);
    ::shutdown(fd->get(), SHUT_WR);  // the master's socket stays open for more until then
    const auto deadline = steady_clock::now() + kAnswerTimeout;
    std::string answer;
    std::array<char, 64 * 1024> piece{};
    while (steady_clock::now() < deadline && answer.size() < kAnswerBytesMax) {
        const auto got = ::recv(fd->get(), piece.data(), piece.size(), 0);
        if (got == 0) return answer;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(file_, errno == EAGAIN ? ETIMEDOUT : errno);
        answer.append(piece.data(), static_cast<std::size_t>(got));
    }
    return failed(file_, ETIMEDOUT);
}

}  // namespace ikada::haproxy
