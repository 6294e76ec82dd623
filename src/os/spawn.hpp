#pragma once
// What launch() and run() share: starting a program and waiting for descriptors. Inside os/ only.

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace ikada::os {

enum class Group {
    Ours,
    OwnGroup,    // can be signalled with all its children
    OwnSession,  // also free of our terminal
};

struct Spawn {
    const std::vector<std::string>& command;
    const std::map<std::string, std::string>& environment;  // added to ours
    int output = -1;                                        // becomes stdout and stderr
    Group group = Group::Ours;
};

// The pid of our new child, with stdin from /dev/null, no other descriptors, no blocked and no
// ignored signals. Errors: kIoError, naming program and reason.
Result<pid_t> spawn(const Spawn& how);

// Collects our dead child, if it is one: else it stays a zombie.
void reap(pid_t pid);

// False when `fd` has nothing to read (a pidfd: has not ended) within `timeout`.
bool wait_readable(int fd, Millis timeout);

}  // namespace ikada::os
