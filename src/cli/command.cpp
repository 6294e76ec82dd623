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

void add_commands(CLI::App& parent, std::span<const AddCommand> commands,
                  std::function<int()>& chosen) {
    parent.require_subcommand(1);
    for (const auto add : commands) {
        auto run = add(parent);
        parent.get_subcommands({}).back()->callback([&chosen, run] { chosen = run; });
    }
}

std::function<int()> add_group(CLI::App& program, const CommandGroup& group) {
    auto chosen = std::make_shared<std::function<int()>>();
    add_commands(*program.add_subcommand(group.name, group.description), group.commands, *chosen);
    return [chosen] { return (*chosen)(); };
}

std::string own_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

}  // namespace ikada::cli
