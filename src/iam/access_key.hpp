#pragma once
// Access keys as records: who may sign, until IAM has users and roles.

#include "schema/describe.hpp"
#include "world/record.hpp"

namespace ikada::iam {

struct AccessKey {
    std::string access_key_id;
    std::string secret_access_key;
    std::optional<std::string> instance_id;  // "i-…"; absent: the account's root
    TimePoint created_at{};
    // Of temporary keys only: what must be sent along, and their end.
    std::optional<std::string> session_token;
    std::optional<TimePoint> expires_at;

    bool is_temporary() const { return session_token.has_value(); }
    bool is_root() const { return !instance_id.has_value(); }
};
const schema::Type& describe(const AccessKey*);

}  // namespace ikada::iam

template <>
struct ikada::world::RecordTraits<ikada::iam::AccessKey> {
    static constexpr std::string_view folder = "iam/access-key/";
    static constexpr int version = 1;
    static std::string key(const iam::AccessKey& key) { return key.access_key_id; }
    static void index(const iam::AccessKey& key, IndexKeys& out) {
        out.add("principal", key.is_temporary() ? "session" : key.instance_id.value_or("root"));
    }
};
