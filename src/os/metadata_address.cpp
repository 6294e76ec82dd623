#include "os/metadata_address.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"
#include "os/local_addresses.hpp"
#include "os/process.hpp"

namespace ikada::os {
namespace {

constexpr Millis kIpTimeout{10'000};

Result<Output> change_loopback(const char* how) {
    return run({"ip", "address", how, fmt::format("{}/32", kMetadataAddress), "dev", "lo"},
               kIpTimeout);
}

}  // namespace

Status ensure_metadata_address() {
    if (is_own(local_addresses(), kMetadataAddress)) return ok();
    const auto added = change_loopback("replace");
    if (!added) return added.error();
    if (added->exit_code != 0)
        return fail(kIoError, "cannot add {}: {}", kMetadataAddress, trim(added->text));
    return ok();
}

void remove_metadata_address() {
    const auto listening = run({"ss", "-Hltn", "src", kMetadataAddress}, kIpTimeout);
    if (listening && listening->exit_code == 0 && trim(listening->text).empty())
        (void)change_loopback("delete");
}

}  // namespace ikada::os
