#include "docker/byte_stream.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/strings.hpp"

namespace ikada::docker {
namespace {

constexpr std::size_t kPiece = 32 * 1024;
constexpr std::size_t kHeadBytesMax = 64 * 1024, kRefusalBytesMax = 64 * 1024;
constexpr int kHeadPatienceSeconds = 30;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

Result<os::Fd> connect(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return os::system_error("connect to", path, ENAMETOOLONG);
    path.copy(address.sun_path, path.size());
    os::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd ||
        ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return os::system_error("connect to", path, errno);
    const timeval patience{kHeadPatienceSeconds, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

std::string text_of(const net::HttpRequest& request) {
    const bool is_upgrade = net::find_header(request.headers, "Upgrade").has_value();
    auto text = fmt::format("{} {} HTTP/1.{}\r\nContent-Length: {}\r\n", request.method,
                            request.target, is_upgrade ? 1 : 0, request.body.size());
    for (const auto& [name, value] : request.headers)
        text += fmt::format("{}: {}\r\n", name, value);
    return text + "\r\n" + request.body;
}

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

Result<ByteStream> ByteStream::open(const std::string& socket, const net::HttpRequest& request) {
    auto fd = connect(socket);
    if (!fd) return fd.error();
    if (!os::write_all(fd->get(), text_of(request)))
        return os::system_error("write to", socket, errno);
    ByteStream made(*std::move(fd));
    if (auto read = made.read_head(); !read) return read.error();
    ::fcntl(made.fd(), F_SETFL, ::fcntl(made.fd(), F_GETFL) | O_NONBLOCK);
    return made;
}

Status ByteStream::read_head() {
    std::array<char, kPiece> piece;
    std::size_t end = 0;
    while ((end = rest_.find(kHeadEnd)) == rest_.npos) {
        const auto count = ::read(fd(), piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return os::system_error("read from", "Docker", errno);
        if (count == 0 || rest_.size() > kHeadBytesMax)
            return fail(kIoError, "Docker broke off its answer");
        rest_.append(piece.data(), static_cast<std::size_t>(count));
    }
    const auto words = split(std::string_view(rest_).substr(0, rest_.find('\r')), ' ');
    const auto status = words.size() > 1 ? parse_int(words[1]) : std::nullopt;
    if (!status) return fail(kIoError, "Docker's answer is no HTTP");
    status_ = static_cast<int>(*status);
    rest_.erase(0, end + kHeadEnd.size());
    return ok();
}

std::optional<std::string> ByteStream::read() {
    if (!rest_.empty()) return std::exchange(rest_, {});
    std::string piece(kPiece, '\0');
    const auto count = ::read(fd(), piece.data(), piece.size());
    if (count < 0 && would_wait()) return "";
    if (count <= 0) return std::nullopt;
    piece.resize(static_cast<std::size_t>(count));
    return piece;
}

bool ByteStream::write(std::string& bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0) return would_wait();
        bytes.erase(0, static_cast<std::size_t>(count));
    }
    return true;
}

void ByteStream::end_writing() { ::shutdown(fd(), SHUT_WR); }

std::string ByteStream::read_all() {
    std::string all;
    while (all.size() < kRefusalBytesMax) {
        pollfd readable{fd(), POLLIN, 0};
        if (::poll(&readable, 1, kHeadPatienceSeconds * 1000) <= 0) break;
        const auto piece = read();
        if (!piece) break;
        all += *piece;
    }
    return all;
}

}  // namespace ikada::docker
