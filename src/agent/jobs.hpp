#pragma once
// One step of a task, done with Docker. Blocks; runs on a worker thread.

#include <string>

#include "agent/container_config.hpp"
#include "agent/options.hpp"
#include "agent/task_engine.hpp"
#include "docker/client.hpp"

namespace ikada::agent {

struct JobOrder {
    Step step;
    std::string task_arn;
    std::string container;  // Docker's id, or the name for Create
    std::string image;      // Pull
    std::string config;     // Create
    std::string signal;     // Signal
    PullBehavior pull = PullBehavior::Default;
    bool pulled_before = false;            // Pull: by this agent
    bool silent_registry = false;          // Pull: it did not answer a moment ago
    std::string auth;                      // Pull: for the registry
    std::vector<VolumeOrder> volumes;      // Create: made before
    std::vector<std::string> own_volumes;  // RemoveShared
    std::string cgroup;                    // Create: made before; RemoveShared; empty: none
    os::CgroupLimits limits;               // Create: of that
};

Outcome run_job(docker::Client& docker, const JobOrder& order);

}  // namespace ikada::agent
