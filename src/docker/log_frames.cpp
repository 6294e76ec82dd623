#include "docker/log_frames.hpp"

#include <utility>

namespace ikada::docker {
namespace {

constexpr std::size_t kHeader = 8;  // source, three zeros, length in big-endian

std::size_t length_of(std::string_view header) {
    std::size_t length = 0;
    for (const char byte : header.substr(4, 4))
        length = length << 8 | static_cast<unsigned char>(byte);
    return length;
}

bool is_header(std::string_view header) {
    const auto source = static_cast<int>(header[0]);
    return source >= 0 && source <= static_cast<int>(Source::Error) && header[1] == 0 &&
           header[2] == 0 && header[3] == 0 && length_of(header) <= kLogFrameBytesMax;
}

}  // namespace

Result<std::vector<LogFrame>> LogFrames::take(std::string_view piece) {
    rest_.append(piece);
    std::vector<LogFrame> whole;
    std::string_view left = rest_;
    while (left.size() >= kHeader) {
        const auto header = left.substr(0, kHeader);
        if (!is_header(header)) return fail(kMalformed, "Docker's logs are no multiplexed stream");
        const auto length = length_of(header);
        if (left.size() < kHeader + length) break;
        const auto source =
            header[0] == static_cast<char>(Source::Error) ? Source::Error : Source::Output;
        whole.push_back({source, std::string(left.substr(kHeader, length))});
        left.remove_prefix(kHeader + length);
    }
    rest_.erase(0, rest_.size() - left.size());
    return whole;
}

std::vector<LogFrame> LogLines::take(std::string_view piece) {
    rest_.append(piece);
    std::vector<LogFrame> lines;
    std::size_t begin = 0, end = 0;
    while ((end = rest_.find('\n', begin)) != rest_.npos) {
        lines.push_back({Source::Output, rest_.substr(begin, end + 1 - begin)});
        begin = end + 1;
    }
    rest_.erase(0, begin);
    if (rest_.size() > kLogFrameBytesMax) {
        lines.emplace_back().bytes = std::move(rest_);
        rest_.clear();
    }
    return lines;
}

std::vector<LogFrame> LogLines::end() {
    if (rest_.empty()) return {};
    return {{Source::Output, std::exchange(rest_, {})}};
}

}  // namespace ikada::docker
