#pragma once
// ECS's errors. Source: docs.aws.amazon.com/AmazonECS/latest/APIReference, the operations'
// "Errors".

#include "base/result.hpp"

namespace ikada::ecs::errors {

inline constexpr ErrorKind kClient{"ClientException", 400};
inline constexpr ErrorKind kInvalidParameter{"InvalidParameterException", 400};
inline constexpr ErrorKind kClusterNotFound{"ClusterNotFoundException", 400};
inline constexpr ErrorKind kClusterContainsServices{"ClusterContainsServicesException", 400};
inline constexpr ErrorKind kClusterContainsTasks{"ClusterContainsTasksException", 400};
inline constexpr ErrorKind kClusterContainsContainerInstances{
    "ClusterContainsContainerInstancesException", 400};
inline constexpr ErrorKind kServiceNotFound{"ServiceNotFoundException", 400};
inline constexpr ErrorKind kServiceNotActive{"ServiceNotActiveException", 400};
inline constexpr ErrorKind kTaskSetNotFound{"TaskSetNotFoundException", 400};
inline constexpr ErrorKind kMissingVersion{"MissingVersionException", 400};
inline constexpr ErrorKind kNoUpdateAvailable{"NoUpdateAvailableException", 400};
inline constexpr ErrorKind kResourceNotFound{"ResourceNotFoundException", 400};
inline constexpr ErrorKind kTargetNotFound{"TargetNotFoundException", 400};
inline constexpr ErrorKind kTargetNotConnected{"TargetNotConnectedException", 400};
inline constexpr ErrorKind kAttributeLimitExceeded{"AttributeLimitExceededException", 400};
inline constexpr ErrorKind kAccessDenied{"AccessDeniedException", 400};
inline constexpr ErrorKind kConflict{"ConflictException", 400};

}  // namespace ikada::ecs::errors
