#pragma once
// The commands of the `ikada` program: one file each, one row each in main.cpp.

#include <CLI/CLI.hpp>
#include <functional>
#include <span>
#include <string>

#include "server/data_folder.hpp"

namespace ikada::cli {

// Exit codes that scripts can trust.
constexpr int kExitOk = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

// Adds a command to the program; the function that it gives runs the command and returns the exit
// code.
using AddCommand = std::function<int()> (*)(CLI::App& program);

// Adds them all; the one that the command line names is in `chosen` after parsing.
void add_commands(CLI::App& parent, std::span<const AddCommand> commands,
                  std::function<int()>& chosen);
struct CommandGroup {
    std::string name, description;
    std::span<const AddCommand> commands;
};
// A command that has commands: `ikada deploy service`.
std::function<int()> add_group(CLI::App& program, const CommandGroup& group);

std::function<int()> add_up(CLI::App& program);
std::function<int()> add_server(CLI::App& program);
std::function<int()> add_agent(CLI::App& program);
std::function<int()> add_down(CLI::App& program);
std::function<int()> add_env(CLI::App& program);
std::function<int()> add_ps(CLI::App& program);
std::function<int()> add_cron(CLI::App& program);
std::function<int()> add_sim(CLI::App& program);
std::function<int()> add_backup(CLI::App& program);
std::function<int()> add_restore(CLI::App& program);
std::function<int()> add_deploy(CLI::App& program);
std::function<int()> add_run(CLI::App& program);
std::function<int()> add_update(CLI::App& program);
std::function<int()> add_events(CLI::App& program);
std::function<int()> add_logs(CLI::App& program);
std::function<int()> add_exec(CLI::App& program);

constexpr auto kDefaultData = "/var/lib/ikada";

// Adds --data to a command.
void add_data_option(CLI::App& command, server::DataFolder& data);
// Prints "ikada: text" to standard error; gives kExitFailed.
int complain(const Error& error);
// The absolute path of this program.
std::string own_program();

}  // namespace ikada::cli
