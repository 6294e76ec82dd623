#include "os/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/strings.hpp"
#include "os/fd.hpp"
#include "os/files.hpp"
#include "os/pidfd.hpp"
#include "os/spawn.hpp"

namespace ikada::os {
namespace {

// How long a process may take to vanish after SIGKILL (stuck in the kernel, say on a dead disk).
constexpr Millis kKillPatience{10'000};

struct StatLine {
    char state = '?';
    unsigned long long start_ticks = 0;
};

// /proc/PID/stat: "PID (NAME) STATE ...", where NAME may hold spaces and brackets. Counted from
// STATE, field 3, the start time is field 22.
std::optional<StatLine> parse_stat(std::string_view line) {
    const auto name_end = line.rfind(") ");
    if (name_end == std::string_view::npos) return {};
    const auto fields = split(line.substr(name_end + 2), ' ');
    if (fields.size() < 20 || fields[0].empty()) return {};
    const auto ticks = parse_int(fields[19]);
    if (!ticks) return {};
    return StatLine{fields[0][0], static_cast<unsigned long long>(*ticks)};
}

std::optional<StatLine> stat_of(pid_t pid) {
    const auto line = read_file(fmt::format("/proc/{}/stat", pid));
    if (!line) return {};
    return parse_stat(*line);
}

// A handle on the very process, or none if it is gone: opened first, compared after, so that a pid
// reused in between is not mistaken for it.
Fd open_process(const ProcessId& process) {
    if (process.pid <= 0) return Fd{};
    Fd handle(::pidfd_open(process.pid, 0));
    if (!handle || !is_alive(process)) return Fd{};
    return handle;
}

}  // namespace

Result<ProcessId> identify(pid_t pid) {
    const auto stat = stat_of(pid);
    if (!stat) return fail(kIoError, "there is no process {}", pid);
    return ProcessId{pid, stat->start_ticks};
}

bool is_alive(const ProcessId& process) {
    if (process.pid <= 0) return false;
    const auto stat = stat_of(process.pid);
    if (!stat || stat->start_ticks != process.start_ticks) return false;
    if (stat->state != 'Z' && stat->state != 'X') return true;
    reap(process.pid);
    return false;
}

Result<ProcessId> launch(const Launch& how) {
    const auto log_name = how.log_file.empty() ? std::string{"/dev/null"} : how.log_file.string();
    const Fd log(::open(log_name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!log) return system_error("open the log file", log_name, errno);
    const auto pid = spawn({how.command, how.environment, log.get(),
                            how.own_session ? Group::OwnSession : Group::Ours});
    if (!pid) return pid.error();
    return identify(*pid);
}

void signal(const ProcessId& process, int signal_number) {
    const Fd handle = open_process(process);
    if (handle) ::pidfd_send_signal(handle.get(), signal_number, nullptr, 0);
}

void stop(const ProcessId& process, Millis patience) {
    const Fd handle = open_process(process);
    if (!handle) return;
    ::pidfd_send_signal(handle.get(), SIGTERM, nullptr, 0);
    if (!wait_readable(handle.get(), patience)) {
        ::pidfd_send_signal(handle.get(), SIGKILL, nullptr, 0);
        wait_readable(handle.get(), kKillPatience);
    }
    reap(process.pid);
}

Status write_pid_file(const std::filesystem::path& file, const ProcessId& process) {
    return write_file(file, fmt::format("{} {}\n", process.pid, process.start_ticks));
}

std::optional<ProcessId> read_pid_file(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) return {};
    const auto parts = split(trim(*text), ' ');
    if (parts.size() != 2) return {};
    const auto pid = parse_int(parts[0]);
    const auto ticks = parse_int(parts[1]);
    if (!pid || !ticks) return {};
    const ProcessId process{static_cast<pid_t>(*pid), static_cast<unsigned long long>(*ticks)};
    if (!is_alive(process)) return {};
    return process;
}

}  // namespace ikada::os
