#pragma once
// `deploy service`: a new image for a service, followed to its end, rolled back if it fails.

#include "deploy/deployment_rules.hpp"
#include "deploy/revision.hpp"

namespace ikada::deploy {

constexpr Seconds kServiceTimeoutDefault{300};

struct ServiceDeploy {
    std::string cluster, service;
    std::string task_definition = {};  // the one to begin from; empty: what the service runs
    ImageChange change = {};           // no image: that task definition as it is
    Seconds timeout = kServiceTimeoutDefault;
    bool first_task_suffices = false;  // --skip-check-deployments
    bool rolls_back = false;
    bool awaits_rollback = true;
};

// A deployment that has begun.
struct ServiceDeployment {
    std::string cluster, service;
    Followed followed;
    std::string previous;  // the task definition before it; empty: there was none
    ServiceView before;    // how the service looked when we came
};

// From the first call to the end: begin, follow, and roll back if asked.
//   Errors: kDeployFailed with the reason, and whether it was rolled back; kTimedOut;
//   kInterrupted, when the deployment goes on without us; kNotFound; the API's.
Result<ServiceDeployment> deploy_service(Tool& tool, const ServiceDeploy& wish);

// The parts of it.
//   begin: a deployment under way of the very same revision is taken up, not begun again.
Result<ServiceDeployment> begin_deployment(Tool& tool, const ServiceDeploy& wish);
Status follow_deployment(Tool& tool, const ServiceDeployment& deployment, Seconds timeout);
//   roll_back: waits for the previous task definition to be back, at most `timeout`; 0: not at all.
Status roll_back(Tool& tool, const ServiceDeployment& failed, Seconds timeout);

}  // namespace ikada::deploy
