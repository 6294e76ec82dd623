#include "server/audit_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/log.hpp"

namespace ikada::server {
namespace {

constexpr int kSecretMode = 0600;  // it tells who does what

std::filesystem::path generation(const std::filesystem::path& file, int number) {
    return file.string() + (number == 0 ? "" : "." + std::to_string(number));
}

}  // namespace

AuditFile::AuditFile(std::filesystem::path file, AuditLimits limits)
    : file_(std::move(file)), limits_(limits) {}

void AuditFile::record(const aws::AuditRecord& record) {
    const auto line = aws::to_json_line(record) + "\n";
    const std::lock_guard lock(mutex_);
    if (bytes_ + line.size() > limits_.bytes_max) rotate();
    if (!open()) return;
    if (!os::write_all(fd_.get(), line)) return complain(errno);
    bytes_ += line.size();
    complained_ = false;
}

bool AuditFile::open() {
    if (fd_) return true;
    fd_ = os::Fd(::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kSecretMode));
    if (!fd_) {
        complain(errno);
        return false;
    }
    struct stat known {};
    bytes_ = ::fstat(fd_.get(), &known) == 0 ? static_cast<std::size_t>(known.st_size) : 0;
    if (bytes_ >= limits_.bytes_max) rotate();
    return fd_ || open();
}

void AuditFile::rotate() {
    fd_.close();
    std::error_code ignored;
    for (int number = limits_.generations - 1; number > 0; --number)
        std::filesystem::rename(generation(file_, number - 1), generation(file_, number), ignored);
    bytes_ = 0;
}

// Once, until it works again.
void AuditFile::complain(int error) {
    if (std::exchange(complained_, true)) return;
    log::error("cannot write the audit trail {}: {}; calls go on without", file_.string(),
               os::reason_of(error));
}

}  // namespace ikada::server
