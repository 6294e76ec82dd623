#include "iam/access_key.hpp"

namespace ikada::iam {

IKADA_DESCRIBE(AccessKey, access_key_id, secret_access_key, instance_id, created_at, session_token,
               expires_at)

}  // namespace ikada::iam
