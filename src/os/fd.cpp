#include "os/fd.hpp"

#include <unistd.h>

#include <system_error>
#include <utility>

namespace ikada::os {

Fd& Fd::operator=(Fd&& other) noexcept {
    if (this != &other) {
        close();
        number_ = other.release();
    }
    return *this;
}

int Fd::release() { return std::exchange(number_, -1); }

void Fd::close() {
    if (number_ >= 0) ::close(release());
}

std::string reason_of(int code) { return std::generic_category().message(code); }

Error system_error(std::string_view doing, std::string_view thing, int code) {
    return fail(kIoError, "cannot {} {}: {}", doing, thing, reason_of(code));
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace ikada::os
