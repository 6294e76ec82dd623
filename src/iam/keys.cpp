#include "base/crypto.hpp"
#include "iam/api.hpp"

namespace ikada::iam {
namespace {

constexpr int kKeyIdLength = 16;          // after "AKIA", the prefix of long-lived keys
constexpr int kSecretLength = 40;         // as AWS's
constexpr int kSessionTokenLength = 120;  // clients must not rely on any length

// From the secure generator, never from tx.random(): keys must not be guessed from a seed.
AccessKey mint(std::optional<std::string> instance_id, TimePoint now) {
    return {.access_key_id = "AKIA" + secret_key_id(kKeyIdLength),
            .secret_access_key = secret_token(kSecretLength),
            .instance_id = std::move(instance_id),
            .created_at = now,
            .session_token = {},
            .expires_at = {}};
}

const AccessKey* find_key(const world::Tx& tx, std::string_view principal) {
    return tx.first_by<AccessKey>("principal", principal);
}

void erase_keys_of(world::Tx& tx, std::string_view principal) {
    std::vector<std::string> ids;
    for (const auto* key : tx.by<AccessKey>("principal", principal))
        ids.push_back(key->access_key_id);
    for (const auto& id : ids) tx.erase<AccessKey>(id);
}

}  // namespace

void register_records(world::World& world) { world.add_table<AccessKey>(); }

aws::Caller caller_of(const aws::Installation& at, const AccessKey& key) {
    if (key.is_root())
        return {key.access_key_id, fmt::format("arn:aws:iam::{}:root", at.account), at.account,
                std::nullopt, key.is_temporary()};
    return {key.access_key_id,
            fmt::format("arn:aws:sts::{}:assumed-role/ecsInstanceRole/{}", at.account,
                        *key.instance_id),
            fmt::format("AROAIKADAECSINSTANCE:{}", *key.instance_id), key.instance_id,
            key.is_temporary()};
}

RootKey ensure_root_key(world::Tx& tx, const std::optional<aws::Credentials>& given,
                        TimePoint now) {
    const AccessKey* existing = find_key(tx, "root");
    if (!given && existing != nullptr) return {*existing, false};
    const bool same = given && existing != nullptr &&
                      existing->access_key_id == given->access_key_id &&
                      existing->secret_access_key == given->secret_access_key;
    if (same) return {*existing, false};
    const AccessKey key =
        given ? AccessKey{given->access_key_id, given->secret_access_key, {}, now, {}, {}}
              : mint(std::nullopt, now);
    erase_keys_of(tx, "root");
    erase_keys_of(tx, "session");
    tx.put(key);
    return {key, true};
}

AccessKey mint_session_key(world::Tx& tx, Seconds duration, TimePoint now) {
    auto key = mint(std::nullopt, now);
    key.access_key_id.replace(0, 4, "ASIA");  // the prefix of temporary keys
    key.session_token = secret_token(kSessionTokenLength);
    key.expires_at = now + duration;
    tx.put(key);
    return key;
}

AccessKey mint_instance_key(world::Tx& tx, const std::string& instance_id, TimePoint now) {
    const AccessKey key = mint(instance_id, now);
    tx.put(key);
    return key;
}

const AccessKey* find_instance_key(const world::Tx& tx, const std::string& instance_id) {
    return find_key(tx, instance_id);
}

void erase_instance_key(world::Tx& tx, const std::string& instance_id) {
    erase_keys_of(tx, instance_id);
}

}  // namespace ikada::iam
