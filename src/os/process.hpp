#pragma once
// Processes that may outlive us, known by pid files.

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::os {

// A process, safe against reuse of its pid: start_ticks is field 22 of /proc/PID/stat.
struct ProcessId {
    pid_t pid = 0;
    unsigned long long start_ticks = 0;
    bool operator==(const ProcessId&) const = default;
};

struct Launch {
    std::vector<std::string> command;  // program (absolute, or found on PATH) and arguments
    std::map<std::string, std::string> environment;  // added to ours
    std::filesystem::path log_file;                  // stdout and stderr are appended here
    bool own_session = true;  // setsid: signals of our terminal and our death do not reach it
};

// Starts it with only stdin (from /dev/null), stdout and stderr open. Errors: kIoError, naming
// program and reason.
Result<ProcessId> launch(const Launch& how);
bool is_alive(const ProcessId& process);  // a zombie is dead
// Signals it if it is still the same process.
void signal(const ProcessId& process, int signal_number);
// SIGTERM, then SIGKILL after `patience`. Returns when it is gone.
void stop(const ProcessId& process, Millis patience);

// "PID START_TICKS\n". Reading gives nothing if the file is absent or its process is gone.
Status write_pid_file(const std::filesystem::path& file, const ProcessId& process);
std::optional<ProcessId> read_pid_file(const std::filesystem::path& file);
Result<ProcessId> identify(pid_t pid);

struct Output {
    int exit_code = 0;
    std::string text;  // stdout and stderr together
};
// Runs to the end and collects the output. Errors: kIoError if it cannot start or takes longer.
Result<Output> run(const std::vector<std::string>& command, Millis timeout);

}  // namespace ikada::os
