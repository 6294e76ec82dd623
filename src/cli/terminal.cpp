#include "cli/terminal.hpp"

#include <sys/ioctl.h>

namespace ikada::cli {

TerminalSize terminal_size(int fd) {
    winsize size{};
    if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {80, 24};
    return {size.ws_col, size.ws_row};
}

}  // namespace ikada::cli
