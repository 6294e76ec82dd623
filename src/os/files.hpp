#pragma once
// Small files, read and written whole.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::os {

// Errors: kIoError, naming file and reason.
Result<std::string> read_file(const std::filesystem::path& file);

// All or nothing, also across a power cut: written beside, fsync'd, renamed over, folder fsync'd.
Status write_file(const std::filesystem::path& file, std::string_view text, int mode = 0644);

// An advisory lock on `file` (made if absent), held until destroyed or the process ends.
class FileLock {
  public:
    // Errors: kIoError when another process holds it.
    static Result<FileLock> take(const std::filesystem::path& file);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

  private:
    explicit FileLock(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace ikada::os
