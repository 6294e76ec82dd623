#pragma once
// A container's stream over a websocket: frames both ways, and no more of them under way than the
// other end has room for.

#include <memory>
#include <optional>
#include <vector>

#include "base/stream_frame.hpp"
#include "net/websocket.hpp"

namespace ikada::net {

// One thread uses it.
class FrameStream {
  public:
    // Errors: as connect_websocket.
    static Result<std::unique_ptr<FrameStream>> dial(Loop& loop, WebSocketDial dial);
    ~FrameStream();  // ends it with 1001 if it has not ended

    // What has come, in order; the other end is told that there is room again.
    std::vector<StreamFrame> take();
    // Whether data may be sent now. A frame of any size uses up the room that it finds.
    bool has_room() const;
    void send(const StreamFrame& frame);
    void end(int code, const std::string& reason);
    // How it ended, once all that came before is taken.
    std::optional<CloseReason> ended() const;
    bool is_open() const;  // whatever has not been taken

    // Readable while something has come since take(), room included, or it has ended.
    int news_fd() const;
    // Blocks until there are news, at most so long.
    void wait(Millis limit) const;

  private:
    struct Shared;
    explicit FrameStream(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

    std::shared_ptr<Shared> shared_;
    std::shared_ptr<WebSocket> socket_;
};

}  // namespace ikada::net
