#include "cli/command.hpp"

#include <fmt/core.h>

#include <filesystem>

namespace ikada::cli {

void add_data_option(CLI::App& command, server::DataFolder& data) {
    data.root = kDefaultData;
    command
        .add_option_function<std::string>(
            "--data",
            [&data](const std::string& folder) { data.root = std::filesystem::absolute(folder); },
            "folder that holds all state")
        ->default_str(kDefaultData);
}

int complain(const Error& error) {
    fmt::print(stderr, "ikada: {}\n", error.message);
    return kExitFailed;
}

std::string own_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

}  // namespace ikada::cli
