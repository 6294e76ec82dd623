#include "os/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "os/fd.hpp"

namespace ikada::os {
namespace {

// A file that is removed again unless it was renamed to its real name.
class Draft {
  public:
    explicit Draft(const std::filesystem::path& beside) : name_(beside.string() + ".XXXXXX") {
        fd_ = Fd(::mkostemp(name_.data(), O_CLOEXEC));
    }
    ~Draft() {
        if (fd_ && !kept_) ::unlink(name_.c_str());
    }

    bool is_open() const { return static_cast<bool>(fd_); }
    bool fill(std::string_view text, int mode) {
        return ::fchmod(fd_.get(), static_cast<mode_t>(mode)) == 0 && write_all(fd_.get(), text) &&
               ::fsync(fd_.get()) == 0;
    }
    bool rename_to(const std::filesystem::path& file) {
        kept_ = ::rename(name_.c_str(), file.c_str()) == 0;
        return kept_;
    }

  private:
    std::string name_;
    Fd fd_;
    bool kept_ = false;
};

// Without this a power cut may forget the rename.
bool sync_folder(const std::filesystem::path& folder) {
    const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return fd && ::fsync(fd.get()) == 0;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file) {
    const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return system_error("read", file.string(), errno);
    std::string text;
    std::array<char, 64 * 1024> piece{};
    for (;;) {
        const auto got = ::read(fd.get(), piece.data(), piece.size());
        if (got == 0) return text;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("read", file.string(), errno);
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
}

Status write_file(const std::filesystem::path& file, std::string_view text, int mode) {
    Draft draft(file);
    const bool written = draft.is_open() && draft.fill(text, mode) && draft.rename_to(file) &&
                         sync_folder(folder_of(file));
    if (!written) return system_error("write", file.string(), errno);
    return ok();
}

Result<FileLock> FileLock::take(const std::filesystem::path& file) {
    Fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!fd) return system_error("lock", file.string(), errno);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return fail(kIoError, "cannot lock {}: another process holds it", file.string());
        return system_error("lock", file.string(), errno);
    }
    return FileLock(fd.release());
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock::~FileLock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace ikada::os
