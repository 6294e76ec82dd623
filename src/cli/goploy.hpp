#pragma once
// ecs-goploy, word for word: as `ecs-goploy …` (a link to this program) or `ikada goploy …`.
// Both its older words (`service`, `task`) and its later ones (`update …`, `run task`).
// Source: github.com/h3poteto/ecs-goploy

namespace ikada::cli {

// The exit code: 0, or 1 for whatever went wrong, as that tool has it.
int run_goploy(int argc, char** argv);

}  // namespace ikada::cli
