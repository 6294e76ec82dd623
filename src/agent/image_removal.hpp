#pragma once
// Takes an image away that this agent has pulled, and nothing that is somebody else's.

#include <set>
#include <string>

#include "docker/client.hpp"

namespace ikada::agent {

// Removes those of the names that still lead to the image with Docker's id, and the image itself if
// it has no other name then. What was gone already counts as done.
//   Errors: Docker's; kConflict while a container uses it.
Status remove_pulled_image(docker::Client& docker, const std::string& id,
                           const std::set<std::string>& names);

}  // namespace ikada::agent
