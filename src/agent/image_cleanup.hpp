#pragma once
// Which pulled images may go. Pure. Source: node-protocol.md, 5.10.

#include <string>
#include <vector>

#include "agent/options.hpp"
#include "agent/task.hpp"

namespace ikada::agent {

// What a container's image turned out to be.
struct ImageNews {
    std::string name, id;
    bool pulled = false, brought = false;  // from a registry; and it was not here before
};
void note_image(AgentState& state, const ImageNews& news, TimePoint now);

// Whether this agent has pulled what it knows by this name.
bool was_pulled(const AgentState& state, const std::string& name);

// Docker's ids, the least recently used first. Only of images that this agent brought here: others
// were put there by somebody who may want them. None that a known task uses, even a stopped one.
std::vector<std::string> images_to_remove(const AgentState& state, const ImageCleanup& policy,
                                          TimePoint now);

}  // namespace ikada::agent
