#include "iam/api.hpp"

namespace ikada::iam {

void KeyRingController::wakes(const world::Change& change, std::vector<std::string>& keys) const {
    if (change.is<AccessKey>()) keys.push_back(change.key);
}

std::optional<TimePoint> KeyRingController::run(world::Tx& tx, const std::string& key, TimePoint) {
    const auto* record = tx.find<AccessKey>(key);
    if (record == nullptr) {
        tx.after_commit([&ring = ring_, key] { ring.erase(key); });
        return std::nullopt;
    }
    tx.after_commit([&ring = ring_, key,
                     entry = aws::KeyRing::Key{record->secret_access_key,
                                               caller_of(at_, *record)}] { ring.put(key, entry); });
    return std::nullopt;
}

}  // namespace ikada::iam
