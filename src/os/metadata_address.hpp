#pragma once
// 169.254.170.2, where containers ask for their task's metadata. On the loopback interface they
// reach it through the gateway of whichever bridge they have. It belongs to the machine, not to one
// of the agents that listen there.
//   Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint.html

#include "base/result.hpp"

namespace ikada::os {

inline constexpr char kMetadataAddress[] = "169.254.170.2";

// Adds it unless it is there. Errors: kIoError.
Status ensure_metadata_address();
// Removes it unless anybody listens there. Best effort.
void remove_metadata_address();

}  // namespace ikada::os
