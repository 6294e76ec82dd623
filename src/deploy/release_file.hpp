#pragma once
// release.yml: what `deploy release` deploys.

#include <map>
#include <string>
#include <string_view>

#include "deploy/release.hpp"

namespace ikada::deploy {

// ${NAME} in values stands for a variable of the environment.
//   Errors: kMalformed with line and reason: no YAML, an unknown or missing member, a variable that
//   is not set.
//
//   cluster: hobby
//   image: registry.example.com/app:${GIT_SHA}
//   migration: {task-definition: app-task, container: app, command: rake db:migrate, timeout: 600}
//   services:
//     - {name: web, container: app, task-definition: web, timeout: 600}   # all but name optional
//     - name: worker
//   scheduled-tasks:
//     - {name: nightly, container: app, task-definition: nightly, count: 1}
Result<Release> read_release(std::string_view yaml,
                             const std::map<std::string, std::string>& environment);

}  // namespace ikada::deploy
