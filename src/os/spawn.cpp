#include "os/spawn.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "base/strings.hpp"
#include "os/fd.hpp"

namespace ikada::os {
namespace {

// posix_spawn, not fork: in a program with threads the child may run nothing but exec.
class Attributes {
  public:
    explicit Attributes(Group group) {
        ::posix_spawnattr_init(&attributes_);
        short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        if (group == Group::OwnGroup) flags |= POSIX_SPAWN_SETPGROUP;
        if (group == Group::OwnSession) flags |= POSIX_SPAWN_SETSID;
        ::posix_spawnattr_setflags(&attributes_, flags);
        sigset_t set;
        ::sigemptyset(&set);
        ::posix_spawnattr_setsigmask(&attributes_, &set);
        ::sigfillset(&set);
        ::posix_spawnattr_setsigdefault(&attributes_, &set);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    const posix_spawnattr_t* get() const { return &attributes_; }

  private:
    posix_spawnattr_t attributes_;
};

class Descriptors {
  public:
    explicit Descriptors(int output) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }
    ~Descriptors() { ::posix_spawn_file_actions_destroy(&actions_); }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_;
};

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const auto name = split(*entry, '=').front();
        if (!added.contains(std::string{name})) all.emplace_back(*entry);
    }
    for (const auto& [name, value] : added) all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

}  // namespace

Result<pid_t> spawn(const Spawn& how) {
    if (how.command.empty()) return fail(kIoError, "cannot start a program without a name");
    auto command = how.command;
    auto environment = environment_with(how.environment);
    const Attributes attributes(how.group);
    const Descriptors descriptors(how.output);
    pid_t pid = 0;
    const int code = ::posix_spawnp(&pid, command[0].c_str(), descriptors.get(), attributes.get(),
                                    pointers(command).data(), pointers(environment).data());
    if (code != 0) return system_error("start", command[0], code);
    return pid;
}

void reap(pid_t pid) { ::waitpid(pid, nullptr, WNOHANG); }

bool wait_readable(int fd, Millis timeout) {
    using std::chrono::steady_clock;
    const auto deadline = steady_clock::now() + timeout;
    for (;;) {
        const auto left = std::chrono::ceil<Millis>(deadline - steady_clock::now());
        pollfd waiting{fd, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<long>(0, left.count())));
        if (ready > 0) return true;
        if (ready == 0 && left.count() <= 0) return false;
        if (ready < 0 && errno != EINTR) return false;
    }
}

}  // namespace ikada::os
