#pragma once
// `deploy release`: a migration, then services, then scheduled tasks on one image; all or nothing.

#include <optional>

#include "deploy/one_off_task.hpp"
#include "deploy/scheduled_task.hpp"
#include "deploy/service_deployment.hpp"

namespace ikada::deploy {

struct ReleaseMigration {
    std::string task_definition, container = {};
    std::vector<std::string> command = {};
    Seconds timeout = kTaskTimeoutDefault;
};
struct ReleaseService {
    std::string name, container = {}, task_definition = {};  // as in ServiceDeploy
    Seconds timeout = kServiceTimeoutDefault;
};
struct ReleaseSchedule {
    std::string rule, container = {};
    std::string task_definition = {};  // to begin from; empty: what the rule's first target runs
    std::optional<std::int64_t> count = {};
};

struct Release {
    std::string cluster, image;
    std::optional<ReleaseMigration> migration = {};
    std::vector<ReleaseService> services = {};
    std::vector<ReleaseSchedule> scheduled_tasks = {};
    std::string client_token = {};  // of the migration's task
};

// What a release would change: one part of it, the images of its containers before and after.
struct ReleaseChange {
    std::string what;  // "service web", "migration", "rule nightly"
    std::string from;  // the task definition's ARN
    struct Image {
        std::string container, before, after;
    };
    std::vector<Image> images;
};

// Reads only. Errors: kNotFound for what is not there, naming the part; the API's.
Result<std::vector<ReleaseChange>> plan_release(Tool& tool, const Release& release);
// The plan as people read a diff.
std::string diff_of(const std::vector<ReleaseChange>& plan);

struct ReleaseOutcome {
    std::int64_t exit_code = 0;     // of the migration; if it is not 0, nothing was deployed
    std::vector<std::string> done;  // "service web", …
};

// Plans first, so that a mistake changes nothing. What was deployed before a part fails is rolled
// back.
//   Errors: those of the part that failed, with what became of the others; kInterrupted, when all
//   stays as it is.
Result<ReleaseOutcome> run_release(Tool& tool, const Release& release);

}  // namespace ikada::deploy
