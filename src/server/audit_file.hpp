#pragma once
// The audit trail as a file of JSON lines, in generations: audit.log, audit.log.1 (older) …

#include <cstddef>
#include <filesystem>
#include <mutex>

#include "aws/audit.hpp"
#include "os/fd.hpp"

namespace ikada::server {

struct AuditLimits {
    std::size_t bytes_max = 16 * 1024 * 1024;  // of one generation
    int generations = 5;                       // with the one being written
};

// A record is with the kernel once `record` returns: it outlives the process, not a power cut.
// When it cannot be written, the log says so and the call goes on.
class AuditFile final : public aws::AuditTrail {
  public:
    explicit AuditFile(std::filesystem::path file, AuditLimits limits = {});
    void record(const aws::AuditRecord& record) override;

  private:
    bool open();
    void rotate();
    void complain(int error);

    const std::filesystem::path file_;
    const AuditLimits limits_;
    std::mutex mutex_;
    os::Fd fd_;
    std::size_t bytes_ = 0;
    bool complained_ = false;
};

}  // namespace ikada::server
