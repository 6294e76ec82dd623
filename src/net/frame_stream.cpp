#include "net/frame_stream.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <mutex>
#include <utility>

#include "base/strings.hpp"

namespace ikada::net {
namespace {

constexpr int kAway = 1001, kBadData = 1007, kPolicy = 1008;  // RFC 6455, 7.4.1

}  // namespace

// Between the websocket's callbacks and the user's thread.
struct FrameStream::Shared {
    Shared() : news(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    ~Shared() { ::close(news); }
    Shared(const Shared&) = delete;

    // Why the connection must end, if it must.
    std::optional<CloseReason> hear(std::string_view message);
    void tell() const { (void)::eventfd_write(news, 1); }

    const int news;
    std::mutex mutex;
    std::vector<StreamFrame> came;
    std::int64_t came_bytes = 0;  // of data, not yet taken
    std::int64_t under_way = 0;   // bytes of data that the other end has not taken
    std::optional<CloseReason> ended;
};

std::optional<CloseReason> FrameStream::Shared::hear(std::string_view message) {
    auto frame = read_frame(message);
    if (!frame) return CloseReason{kBadData, frame.error().message};
    const std::lock_guard lock(mutex);
    if (frame->kind == FrameKind::Taken) {
        under_way = std::max<std::int64_t>(0, under_way - parse_int(frame->bytes).value_or(0));
    } else {
        if (frame->is_data()) came_bytes += static_cast<std::int64_t>(frame->bytes.size());
        if (came_bytes > 2 * kStreamWindow) return CloseReason{kPolicy, "more than there is room"};
        came.push_back(*std::move(frame));
    }
    tell();
    return std::nullopt;
}

Result<std::unique_ptr<FrameStream>> FrameStream::dial(Loop& loop, WebSocketDial dial) {
    auto shared = std::make_shared<Shared>();
    WebSocketEvents events;
    events.binary = true;
    events.on_message = [shared](const std::string& message) {
        if (auto fault = shared->hear(message)) {
            const std::lock_guard lock(shared->mutex);
            shared->ended = fault;
            shared->tell();
        }
    };
    events.on_close = [shared](CloseReason reason) {
        const std::lock_guard lock(shared->mutex);
        if (!shared->ended) shared->ended = std::move(reason);
        shared->tell();
    };
    auto socket = connect_websocket(loop, std::move(dial), std::move(events));
    if (!socket) return socket.error();
    std::unique_ptr<FrameStream> made(new FrameStream(std::move(shared)));
    made->socket_ = *std::move(socket);
    return made;
}

FrameStream::~FrameStream() { end(kAway, "no longer wanted"); }

std::vector<StreamFrame> FrameStream::take() {
    std::vector<StreamFrame> taken;
    std::int64_t bytes = 0;
    {
        const std::lock_guard lock(shared_->mutex);
        eventfd_t ignored = 0;
        if (!shared_->ended) (void)::eventfd_read(shared_->news, &ignored);
        taken = std::exchange(shared_->came, {});
        bytes = std::exchange(shared_->came_bytes, 0);
    }
    if (bytes > 0) socket_->send(write_frame({FrameKind::Taken, std::to_string(bytes)}));
    return taken;
}

bool FrameStream::has_room() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->under_way < kStreamWindow;
}

void FrameStream::send(const StreamFrame& frame) {
    if (frame.is_data()) {
        const std::lock_guard lock(shared_->mutex);
        shared_->under_way += static_cast<std::int64_t>(frame.bytes.size());
    }
    socket_->send(write_frame(frame));
}

void FrameStream::end(int code, const std::string& reason) { socket_->close(code, reason); }

std::optional<CloseReason> FrameStream::ended() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->came.empty() ? shared_->ended : std::nullopt;
}

bool FrameStream::is_open() const {
    const std::lock_guard lock(shared_->mutex);
    return !shared_->ended;
}

int FrameStream::news_fd() const { return shared_->news; }

void FrameStream::wait(Millis limit) const {
    pollfd news{shared_->news, POLLIN, 0};
    ::poll(&news, 1, static_cast<int>(limit.count()));
}

}  // namespace ikada::net
