#pragma once
// The image of pause containers, made here so that nothing must be pulled. Pure.

#include <string>
#include <string_view>

namespace ikada::agent {

inline constexpr std::string_view kPauseEntrypoint = R"(ENTRYPOINT ["/pause"])";

// "ikada/pause:<of its program>": another build with another program has another image.
std::string pause_image();

// Its file system as a tar archive, for Docker's import.
std::string pause_image_tar();

}  // namespace ikada::agent
