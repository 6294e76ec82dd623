#pragma once
// The messages of a container's stream, between client and agent: one byte says what it is, the
// rest is its content.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada {

enum class FrameKind : std::uint8_t {
    Input = 0,     // for the command's standard input
    Output = 1,    // Docker numbers these two the same
    Error = 2,     // standard error
    InputEnd = 3,  // no more input
    Terminal = 4,  // "columns rows" of the client's terminal, or "" for none; begins a command
    Exit = 5,      // the command's exit code in decimal
    Failure = 6,   // why there is nothing, in one line; the last one
    Taken = 7,     // so many bytes of Input, Output and Error were taken, in decimal
};

// Bytes of Input, Output and Error that one end may send before the other has taken any.
constexpr std::int64_t kStreamWindow = 256 * 1024;

struct StreamFrame {
    FrameKind kind = FrameKind::Output;
    std::string bytes = {};
    bool operator==(const StreamFrame&) const = default;
    bool is_data() const { return kind <= FrameKind::Error; }
};

std::string write_frame(const StreamFrame& frame);
// Errors: kMalformed for an empty message and for a kind that is none.
Result<StreamFrame> read_frame(std::string_view message);

struct TerminalSize {
    int columns = 0, rows = 0;
};
std::string write_terminal(const TerminalSize& size);
// Nothing for another form, or a size that no terminal has.
std::optional<TerminalSize> read_terminal(std::string_view text);

}  // namespace ikada
