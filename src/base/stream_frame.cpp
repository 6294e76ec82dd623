#include "base/stream_frame.hpp"

#include "base/strings.hpp"

namespace ikada {
namespace {

constexpr int kTerminalSideMax = 10'000;

std::optional<int> read_side(std::string_view text) {
    const auto side = parse_int(text);
    if (!side || *side < 1 || *side > kTerminalSideMax) return std::nullopt;
    return static_cast<int>(*side);
}

}  // namespace

std::string write_frame(const StreamFrame& frame) {
    std::string message(1, static_cast<char>(frame.kind));
    message += frame.bytes;
    return message;
}

Result<StreamFrame> read_frame(std::string_view message) {
    if (message.empty()) return fail(kMalformed, "a frame of a stream is empty");
    const auto kind = static_cast<std::uint8_t>(message[0]);
    if (kind > static_cast<std::uint8_t>(FrameKind::Taken))
        return fail(kMalformed, "no frame of a stream has the kind {}", kind);
    return StreamFrame{static_cast<FrameKind>(kind), std::string(message.substr(1))};
}

std::string write_terminal(const TerminalSize& size) {
    return fmt::format("{} {}", size.columns, size.rows);
}

std::optional<TerminalSize> read_terminal(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == text.npos) return std::nullopt;
    const auto columns = read_side(text.substr(0, blank));
    const auto rows = read_side(text.substr(blank + 1));
    if (!columns || !rows) return std::nullopt;
    return TerminalSize{*columns, *rows};
}

}  // namespace ikada
