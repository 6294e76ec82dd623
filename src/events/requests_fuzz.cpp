// Requests of every operation: decoded or refused.

#include "aws/fuzzing.hpp"
#include "events/api.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ikada::aws::fuzzing::feed(ikada::events::service(),
                              {reinterpret_cast<const char*>(data), size});
    return 0;
}
