#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/strings.hpp"
#include "os/fd.hpp"
#include "os/pidfd.hpp"
#include "os/process.hpp"
#include "os/spawn.hpp"

namespace ikada::os {
namespace {

using std::chrono::steady_clock;

// What run() keeps of a program's output; the rest is read and dropped.
constexpr std::size_t kOutputBytesMax = 1024 * 1024;

class Child {
  public:
    Child(pid_t pid, Fd output)
        : pid_(pid), handle_(::pidfd_open(pid, 0)), output_(std::move(output)) {}

    // False when time ran out first. Ends with the child, not with its output: a daemon it left
    // behind may keep that open.
    bool wait(steady_clock::time_point deadline) {
        for (;;) {
            const auto left = std::chrono::ceil<Millis>(deadline - steady_clock::now()).count();
            if (left <= 0) return false;
            std::array<pollfd, 2> ready{pollfd{handle_.get(), POLLIN, 0},
                                        pollfd{output_.get(), POLLIN, 0}};
            if (::poll(ready.data(), ready.size(), static_cast<int>(left)) <= 0) continue;
            if (ready[1].revents != 0) collect();
            if (ready[0].revents != 0) return true;
        }
    }

    // The child with all it started.
    void kill() { ::kill(-pid_, SIGKILL); }

    Output finish() {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        collect();
        const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return {code, std::move(text_)};
    }

  private:
    // Everything there is to read now (the pipe does not block).
    void collect() {
        std::array<char, 16 * 1024> piece{};
        while (output_) {
            const auto got = ::read(output_.get(), piece.data(), piece.size());
            if (got < 0 && errno == EAGAIN) return;
            if (got <= 0) {
                output_.close();
                return;
            }
            const auto room = kOutputBytesMax - text_.size();
            text_.append(piece.data(), std::min(room, static_cast<std::size_t>(got)));
        }
    }

    pid_t pid_;
    Fd handle_;
    Fd output_;
    std::string text_;
};

}  // namespace

Result<Output> run(const std::vector<std::string>& command, Millis timeout) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_error("make", "a pipe", errno);
    Fd ours(ends[0]);
    Fd theirs(ends[1]);
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    const auto pid = spawn({command, {}, theirs.get(), Group::OwnGroup});
    if (!pid) return pid.error();
    theirs.close();

    Child child(*pid, std::move(ours));
    if (child.wait(steady_clock::now() + timeout)) return child.finish();
    child.kill();
    const auto output = child.finish();
    return fail(kIoError, "{} did not end within {} ms; it said: {}", command[0], timeout.count(),
                trim(output.text));
}

}  // namespace ikada::os
