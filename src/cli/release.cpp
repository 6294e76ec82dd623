// `ikada deploy release`: migration, services and scheduled tasks on one image, all or nothing.

#include <memory>

#include "base/crypto.hpp"
#include "base/shell_words.hpp"
#include "base/strings.hpp"
#include "cli/deploy_command.hpp"
#include "deploy/release_file.hpp"
#include "os/files.hpp"

namespace ikada::cli {
namespace {

struct Releasing {
    ApiFlags api;
    std::string file, cluster, image;
    std::string migration, command, container;
    std::vector<std::string> services, rules;
    bool is_dry_run = false, as_json = false;
};

// Flags add to the file, and win over it.
Result<deploy::Release> release_of(const Releasing& flags) {
    deploy::Release release;
    if (!flags.file.empty()) {
        const auto text = os::read_file(flags.file);
        if (!text) return text.error();
        auto read = deploy::read_release(*text, client::read_sources({}).environment);
        if (!read) return read.error();
        release = *std::move(read);
    }
    if (!flags.cluster.empty()) release.cluster = flags.cluster;
    if (!flags.image.empty()) release.image = flags.image;
    if (!flags.migration.empty()) {
        auto words = split_shell_words(flags.command);
        if (!words) return words.error();
        release.migration = {flags.migration, flags.container, *std::move(words)};
    }
    for (const auto& name : flags.services) release.services.push_back({name, flags.container});
    for (const auto& rule : flags.rules) release.scheduled_tasks.push_back({rule, flags.container});
    if (release.cluster.empty() || release.image.empty())
        return fail(kMalformed,
                    "a release needs a cluster and an image: name them in the file or "
                    "with --cluster and --image");
    if (!release.migration && release.services.empty() && release.scheduled_tasks.empty())
        return fail(kMalformed,
                    "nothing to release: give -f FILE, --service, --migration or "
                    "--scheduled-task");
    release.client_token = secret_token(kClientTokenLength);
    return release;
}

json::array as_json(const std::vector<deploy::ReleaseChange>& plan) {
    json::array all;
    for (const auto& change : plan) {
        json::array images;
        for (const auto& image : change.images)
            images.push_back(
                {{"container", image.container}, {"before", image.before}, {"after", image.after}});
        all.push_back({{"part", change.what}, {"taskDefinition", change.from}, {"images", images}});
    }
    return all;
}

int show_plan(deploy::Tool& tool, const deploy::Release& release, bool is_json) {
    const auto plan = deploy::plan_release(tool, release);
    if (!plan) return fail_with(plan.error(), is_json);
    if (is_json)
        fmt::print("{}\n", json::serialize(as_json(*plan)));
    else
        fmt::print("{}", deploy::diff_of(*plan));
    return kExitOk;
}

int run(const Releasing& flags) {
    const auto release = release_of(flags);
    if (!release) {
        complain(release.error());
        return kExitUsage;
    }
    auto opened = DeployTool::open(flags.api);
    if (!opened) return complain(opened.error());
    if (flags.is_dry_run) return show_plan((*opened)->tool(), *release, flags.as_json);
    const auto outcome = deploy::run_release((*opened)->tool(), *release);
    opened->reset();
    if (!outcome) return fail_with(outcome.error(), flags.as_json);
    const auto text =
        outcome->exit_code == 0
            ? fmt::format("released {}: {}", release->image, ikada::join(outcome->done, ", "))
            : fmt::format("the migration failed with exit code {}: nothing was deployed",
                          outcome->exit_code);
    json::array done;
    for (const auto& part : outcome->done) done.emplace_back(part);
    print_result({{"result", outcome->exit_code == 0 ? "Deployed" : "MigrationFailed"},
                  {"exitCode", outcome->exit_code},
                  {"done", done}},
                 flags.as_json, text);
    return static_cast<int>(outcome->exit_code);
}

}  // namespace

std::function<int()> add_deploy_release(CLI::App& parent) {
    auto* command = parent.add_subcommand(
        "release", "a migration, then services, then scheduled tasks on one image: all or nothing");
    auto flags = std::make_shared<Releasing>();
    add_api_options(*command, flags->api);
    command->add_option("-f,--file", flags->file, "release.yml; ${NAME} in it are variables");
    command->add_option("-c,--cluster", flags->cluster, "the cluster of all parts");
    command->add_option("-i,--image", flags->image, "the new image");
    command->add_option("--migration", flags->migration,
                        "FAMILY[:REVISION] of the task that runs --command first");
    command->add_option("--command", flags->command, "the migration, in a shell's words");
    command->add_option("--container-name", flags->container,
                        "the container that gets the image (default: all of its repository)");
    command->add_option("-n,--service", flags->services, "a service to deploy; repeatable");
    command->add_option("--scheduled-task", flags->rules, "a rule to update; repeatable");
    command->add_flag("--dry-run", flags->is_dry_run, "show what would change, and change nothing");
    command->add_flag("--json", flags->as_json, "the result as JSON");
    return [flags] { return run(*flags); };
}

}  // namespace ikada::cli
