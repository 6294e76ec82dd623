// `ikada backup` and `ikada restore`: the state of an installation, into one file and back.

#include "store/backup.hpp"

#include <memory>

#include "base/clock.hpp"
#include "cli/command.hpp"

namespace ikada::cli {
namespace {

struct BackupFlags {
    server::DataFolder data;
    std::string file;
};

int back_up(const BackupFlags& flags) {
    const auto made = store::back_up(flags.data.database(), flags.file);
    if (!made) return complain(made.error());
    fmt::print("{} records ({} KiB) are in {}\n", made->records, made->bytes / 1024, flags.file);
    return kExitOk;
}

int restore(const BackupFlags& flags) {
    std::error_code error;
    std::filesystem::create_directories(flags.data.root, error);
    const auto done = store::restore(flags.file, flags.data.database(), system_clock().now());
    if (!done) return complain(done.error());
    fmt::print(
        "{} records are back in {}; the state before stays beside it. "
        "Start ikada again: tasks "
        "that the backup does not know are stopped then\n",
        done->records, flags.data.root.string());
    return kExitOk;
}

std::function<int()> add(CLI::App& command, int (*run)(const BackupFlags&)) {
    auto flags = std::make_shared<BackupFlags>();
    add_data_option(command, flags->data);
    command.add_option("file", flags->file, "the backup")->required();
    return [flags, run] { return run(*flags); };
}

}  // namespace

std::function<int()> add_backup(CLI::App& program) {
    return add(*program.add_subcommand("backup", "copy the state into a file, while it runs"),
               back_up);
}

std::function<int()> add_restore(CLI::App& program) {
    return add(*program.add_subcommand("restore", "put a backup in place, while ikada is stopped"),
               restore);
}

}  // namespace ikada::cli
