#pragma once
// Who did what to which resource, with what result: one record a call, kept for the operator.

#include <string>
#include <vector>

#include "base/time.hpp"
#include "schema/type.hpp"

namespace ikada::aws {

struct AuditRecord {
    TimePoint at;
    std::string request_id;
    std::string action;                  // "ecs:CreateCluster"; empty: it was not recognised
    std::string caller, access_key_id;   // empty: not recognised
    std::string peer;                    // address
    std::vector<std::string> resources;  // as the request names them
    int status = 0;
    std::string error;  // code; empty: it was done
};

// One JSON object, without a line break.
std::string to_json_line(const AuditRecord& record);

constexpr std::size_t kAuditedResourcesMax = 20;  // named in one record

// What a request names: texts of its members that are called after a noun with a name or an ARN
// ("cluster", "TargetGroupArn", "tasks"). Never a value that could be a secret.
std::vector<std::string> resources_of(const schema::Type& type, const void* request);

class AuditTrail {
  public:
    virtual ~AuditTrail() = default;
    // Quick; from any thread.
    virtual void record(const AuditRecord& record) = 0;
};

}  // namespace ikada::aws
