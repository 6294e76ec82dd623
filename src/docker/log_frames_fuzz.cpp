// Whatever comes as a container's logs, in whatever pieces, is decoded alike or refused.

#include "docker/log_frames.hpp"

#include <cstdint>
#include <cstdlib>

namespace ikada::docker {
namespace {

std::string decoded(std::string_view bytes, std::size_t piece) {
    LogFrames frames;
    std::string all;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        const auto some = frames.take(bytes.substr(at, piece));
        if (!some) return "refused";
        for (const auto& frame : *some) all += frame.bytes + '|';
    }
    return all;
}

void decode(std::string_view bytes) {
    if (decoded(bytes, 1) != decoded(bytes, bytes.size() + 1)) std::abort();
    LogLines lines;
    std::string all;
    for (const char byte : bytes)
        for (const auto& line : lines.take({&byte, 1})) all += line.bytes;
    for (const auto& line : lines.end()) all += line.bytes;
    if (all != bytes) std::abort();
}

}  // namespace
}  // namespace ikada::docker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::docker::decode({reinterpret_cast<const char*>(data), size});
    return 0;
}
