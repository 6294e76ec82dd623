#pragma once
// The program of src/pause, as the build made it.

#include <string_view>

namespace ikada::agent {

std::string_view pause_program();

}  // namespace ikada::agent
