#include "cli/signals.hpp"

#include <initializer_list>

namespace ikada::cli {

StopSignal::StopSignal() {
    sigemptyset(&set_);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set_, number);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

int StopSignal::wait() const {
    int number = 0;
    while (sigwait(&set_, &number) != 0) {
    }
    return number;
}

bool StopSignal::wait_for(Millis limit) const {
    const auto seconds = std::chrono::floor<Seconds>(limit);
    const timespec rest{seconds.count(), std::chrono::nanoseconds(limit - seconds).count()};
    return sigtimedwait(&set_, nullptr, &rest) > 0;
}

}  // namespace ikada::cli
