#pragma once
// A task's volumes as a PayloadMessage describes them (node-protocol.md, 2.7). Pure.

#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace ikada::agent {

// Where a volume is: a path of the machine, a Docker volume that lives as long as the task, or one
// that tasks share and nobody removes.
enum class VolumePlace { Path, Task, Shared };

struct VolumeSpec {
    std::string name;  // the task definition's
    VolumePlace place = VolumePlace::Path;
    std::string path;  // VolumePlace::Path
    // Docker volumes:
    bool autoprovision = false;  // Shared: made when it is absent
    std::string driver = "local";
    std::map<std::string, std::string> driver_options, labels;
    bool operator==(const VolumeSpec&) const = default;
};

// Errors: kMalformed for a form that is not understood; kCannotRun for a kind (EFS, EBS …) that
// this agent has not, naming it.
Result<std::vector<VolumeSpec>> parse_volumes(const json::value& task);

}  // namespace ikada::agent
