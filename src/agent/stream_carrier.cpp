#include "agent/stream_carrier.hpp"

#include <poll.h>

#include <array>
#include <functional>
#include <thread>
#include <variant>

#include "docker/log_frames.hpp"

namespace ikada::agent {
namespace {

constexpr int kLookEveryMillis = 5'000;
constexpr Millis kTerminalPatience{10'000};  // a client says first how its terminal is
constexpr Millis kExitLook{20};              // after its output has ended, dockerd notes the end
constexpr int kExitLooks = 250;

// What Docker's bytes mean.
struct PlainBytes {};  // of a command with a terminal
using Decoder = std::variant<PlainBytes, docker::LogFrames, docker::LogLines>;

using Resize = std::function<void(const TerminalSize&)>;

class Carrier {
  public:
    Carrier(docker::ByteStream docker, net::FrameStream& stream, Decoder decoder)
        : docker_(std::move(docker)), stream_(stream), decoder_(std::move(decoder)) {}
    // Until Docker's end; false if the client went first. Errors: of the decoder.
    //   frames: what the client has said before.
    Result<bool> run(const Resize& resize, std::vector<StreamFrame> frames = {});

  private:
    // The command does not read: the client must wait.
    bool is_full() const { return input_.size() >= static_cast<std::size_t>(kStreamWindow); }
    void wait();
    void hear(const StreamFrame& frame, const Resize& resize);
    void feed();
    Result<bool> forward();  // false at the end
    Status decode(const std::string& piece);
    void send(const std::vector<docker::LogFrame>& frames);

    docker::ByteStream docker_;
    net::FrameStream& stream_;
    Decoder decoder_;
    std::string input_;  // for the command, not yet written
    bool input_ends_ = false;
};

Result<bool> Carrier::run(const Resize& resize, std::vector<StreamFrame> frames) {
    while (true) {
        for (const auto& frame : frames) hear(frame, resize);
        if (stream_.ended() || (is_full() && !stream_.is_open())) return false;
        feed();
        const auto more = forward();
        if (!more) return more.error();
        if (!*more) return true;
        wait();
        frames = is_full() ? std::vector<StreamFrame>{} : stream_.take();
    }
}

// What nothing is wanted of is left out: else its news or hang-up would wake us for ever.
void Carrier::wait() {
    const auto readable = stream_.has_room() ? POLLIN : 0;
    const auto writable = input_.empty() ? 0 : POLLOUT;
    const auto events = static_cast<short>(readable | writable);
    std::array<pollfd, 2> fds{pollfd{is_full() ? -1 : stream_.news_fd(), POLLIN, 0},
                              pollfd{events == 0 ? -1 : docker_.fd(), events, 0}};
    ::poll(fds.data(), fds.size(), kLookEveryMillis);
}

void Carrier::hear(const StreamFrame& frame, const Resize& resize) {
    if (frame.kind == FrameKind::Input) input_ += frame.bytes;
    if (frame.kind == FrameKind::InputEnd) input_ends_ = true;
    if (frame.kind != FrameKind::Terminal) return;
    if (const auto size = read_terminal(frame.bytes)) resize(*size);
}

void Carrier::feed() {
    if (!docker_.write(input_)) input_.clear();  // the command reads no more; it may still write
    if (input_.empty() && std::exchange(input_ends_, false)) docker_.end_writing();
}

Result<bool> Carrier::forward() {
    while (stream_.has_room()) {
        const auto piece = docker_.read();
        if (!piece) {
            if (auto* lines = std::get_if<docker::LogLines>(&decoder_)) send(lines->end());
            return false;
        }
        if (piece->empty()) return true;
        if (auto decoded = decode(*piece); !decoded) return decoded.error();
    }
    return true;
}

Status Carrier::decode(const std::string& piece) {
    if (std::holds_alternative<PlainBytes>(decoder_)) {
        stream_.send({FrameKind::Output, piece});
    } else if (auto* lines = std::get_if<docker::LogLines>(&decoder_)) {
        send(lines->take(piece));
    } else {
        auto frames = std::get<docker::LogFrames>(decoder_).take(piece);
        if (!frames) return frames.error();
        send(*frames);
    }
    return ok();
}

void Carrier::send(const std::vector<docker::LogFrame>& frames) {
    for (const auto& frame : frames)
        stream_.send({frame.source == docker::Source::Error ? FrameKind::Error : FrameKind::Output,
                      frame.bytes});
}

Status carry_logs(docker::Client& docker, net::FrameStream& stream, const StreamOrder& order) {
    const auto container = docker.inspect(order.container);
    if (!container) return container.error();
    auto logs = docker.logs(order.container, order.logs);
    if (!logs) return logs.error();
    Decoder decoder = docker::LogFrames{};
    if (container->has_terminal) decoder = docker::LogLines{};
    const auto done =
        Carrier(*std::move(logs), stream, std::move(decoder)).run([](const TerminalSize&) {});
    return done ? ok() : Status(done.error());
}

// The first that a client says to a command.
struct Opening {
    std::optional<TerminalSize> terminal;  // none: its input and output are plain
    std::vector<StreamFrame> rest;         // that came with it
};
Result<Opening> opening_of(net::FrameStream& stream) {
    stream.wait(kTerminalPatience);
    auto frames = stream.take();
    if (frames.empty() || frames.front().kind != FrameKind::Terminal)
        return fail(docker::kTimedOut, "The client did not say what terminal it has.");
    const auto terminal = read_terminal(frames.front().bytes);
    frames.erase(frames.begin());
    return Opening{terminal, std::move(frames)};
}

Result<int> exit_code(docker::Client& docker, const std::string& exec) {
    auto code = docker.exit_code_of_exec(exec);
    for (int i = 0; i < kExitLooks && !code && code.error().is(docker::kConflict); ++i) {
        std::this_thread::sleep_for(kExitLook);
        code = docker.exit_code_of_exec(exec);
    }
    return code;
}

Status carry_command(docker::Client& docker, net::FrameStream& stream, const StreamOrder& order) {
    auto opening = opening_of(stream);
    if (!opening) return opening.error();
    const bool terminal = opening->terminal.has_value();
    const auto exec = docker.create_exec(order.container, order.command, terminal);
    if (!exec) return exec.error();
    auto bytes = docker.start_exec(*exec, terminal);
    if (!bytes) return bytes.error();
    // A window that keeps its old size is no reason to end the command.
    const auto resize = [&](const TerminalSize& size) { (void)docker.resize_exec(*exec, size); };
    if (terminal) resize(*opening->terminal);
    Decoder decoder = docker::LogFrames{};
    if (terminal) decoder = PlainBytes{};
    Carrier carrier(*std::move(bytes), stream, std::move(decoder));
    const auto done = carrier.run(resize, std::move(opening->rest));
    if (!done) return done.error();
    if (!*done) return ok();
    const auto code = exit_code(docker, *exec);
    if (!code) return code.error();
    stream.send({FrameKind::Exit, std::to_string(*code)});
    return ok();
}

}  // namespace

Status carry_stream(docker::Client& docker, net::FrameStream& stream, const StreamOrder& order) {
    return order.is_command ? carry_command(docker, stream, order)
                            : carry_logs(docker, stream, order);
}

}  // namespace ikada::agent
