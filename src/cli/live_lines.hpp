#pragma once
// Lines at the bottom of a terminal that are drawn over again. Pure: gives what to write there.

#include <string>
#include <vector>

#include "base/stream_frame.hpp"

namespace ikada::cli {

class LiveLines {
  public:
    // `lines` in the place of those before, cut to the screen: a line that wraps would be two.
    std::string draw(const std::vector<std::string>& lines, const TerminalSize& screen);
    // Nothing in their place; the cursor is where they began.
    std::string erase();

  private:
    int drawn_ = 0;
};

}  // namespace ikada::cli
