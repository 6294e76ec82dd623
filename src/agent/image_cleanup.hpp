#pragma once
// Which pulled images may go. Pure. Source: node-protocol.md, 5.10.

#include <string>
#include <vector>

#include "agent/options.hpp"
#include "agent/task.hpp"

namespace ikada::agent {

// An image was found or pulled for a container. Only pulled ones are ever removed: others were put
// there by somebody who may want them.
void note_image(AgentState& state, const std::string& image, bool pulled, TimePoint now);

// The least recently used first; none that a known task names, even a stopped one.
std::vector<std::string> images_to_remove(const AgentState& state, const ImageCleanup& policy,
                                          TimePoint now);

}  // namespace ikada::agent
