// What dockerd answers, whatever it is, is read or refused.

#include <cstdint>

#include "docker/stats.hpp"
#include "docker/types.hpp"

namespace ikada::docker {
namespace {

void read_all(std::string_view text) {
    (void)parse_container(text);
    (void)parse_listing(text);
    (void)parse_image(text);
    (void)parse_volumes(text);
    (void)parse_version(text);
    (void)parse_event(text);
    (void)parse_stats(text);
    (void)pull_failure(text);
    (void)parse_time(text);
    (void)parse_image_reference(text);
}

}  // namespace
}  // namespace ikada::docker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::docker::read_all({reinterpret_cast<const char*>(data), size});
    return 0;
}
