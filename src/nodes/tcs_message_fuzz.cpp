// Whatever an agent sends on TCS: it is answered or passed over, and what is heard of it is
// bounded.

#include <cstdint>
#include <cstdlib>

#include "base/json.hpp"
#include "nodes/metrics_request.hpp"
#include "nodes/tcs_message.hpp"

namespace ikada::nodes {
namespace {

bool is_bounded(double value, double max) { return value >= 0 && value <= max; }

void take(std::string_view text) {
    const auto answer = answer_tcs(text);
    const bool heard = !answer.health.empty() || !answer.uses.empty();
    if (heard && !answer.reply) std::abort();
    if (answer.reply && !json::parse(*answer.reply)) std::abort();
    for (const auto& use : answer.uses) {
        if (!is_bounded(use.cpu_percent, kCpuPercentMax)) std::abort();
        if (!is_bounded(use.memory_mib, kMemoryMibMax)) std::abort();
    }
}

}  // namespace
}  // namespace ikada::nodes

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::nodes::take({reinterpret_cast<const char*>(data), size});
    return 0;
}
