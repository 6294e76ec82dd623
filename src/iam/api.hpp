#pragma once
// Identity, as far as it goes: a root key and its temporary ones, and a key for each instance.

#include "aws/operation.hpp"
#include "aws/sigv4.hpp"
#include "iam/access_key.hpp"
#include "world/controller.hpp"
#include "world/world.hpp"

namespace ikada::iam {

void register_records(world::World& world);

// Who signs with this key: the account's root, or an instance in its assumed role.
aws::Caller caller_of(const aws::Installation& at, const AccessKey& key);

// The root's key. `given` (an operator's choice; its session_token is not used) replaces what was
// there; without it the first call mints one and later calls find it.
struct RootKey {
    AccessKey key;
    bool minted;  // or replaced: what is written down elsewhere is out of date
};
RootKey ensure_root_key(world::Tx& tx, const std::optional<aws::Credentials>& given, TimePoint now);

// A temporary key of the root, with its token and its end. KeyRingController erases it then.
AccessKey mint_session_key(world::Tx& tx, Seconds duration, TimePoint now);

// A key that signs as this instance. Secret for the instance alone; an instance may have several.
AccessKey mint_instance_key(world::Tx& tx, const std::string& instance_id, TimePoint now);
// One of the instance's keys; null if it has none.
const AccessKey* find_instance_key(const world::Tx& tx, const std::string& instance_id);
// Erases every key of the instance. None is fine.
void erase_instance_key(world::Tx& tx, const std::string& instance_id);

// Keeps a KeyRing equal to the records, once they are durable. `ring` and `at` must outlive it.
class KeyRingController final : public world::Controller {
  public:
    KeyRingController(const aws::Installation& at, aws::KeyRing& ring) : at_(at), ring_(ring) {}

    std::string_view name() const override { return "iam.key-ring"; }
    void wakes(const world::Change& change, std::vector<std::string>& keys) const override;
    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override;

  private:
    const aws::Installation& at_;
    aws::KeyRing& ring_;
};

}  // namespace ikada::iam
