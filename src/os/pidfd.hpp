#pragma once
// glibc 2.36's <sys/pidfd.h> forgot C++: its functions need C linkage from outside.

#include <fcntl.h>
#include <signal.h>

extern "C" {
#include <sys/pidfd.h>
}
