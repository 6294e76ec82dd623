#include "iam/api.hpp"

namespace ikada::iam {

void KeyRingController::wakes(const world::Change& change, std::vector<std::string>& keys) const {
    if (change.is<AccessKey>()) keys.push_back(change.key);
}

std::optional<TimePoint> KeyRingController::run(world::Tx& tx, const std::string& key,
                                                TimePoint now) {
    const auto* record = tx.find<AccessKey>(key);
    if (record != nullptr && record->expires_at && *record->expires_at <= now) {
        tx.erase<AccessKey>(key);
        record = nullptr;
    }
    if (record == nullptr) {
        tx.after_commit([&ring = ring_, key] { ring.erase(key); });
        return std::nullopt;
    }
    tx.after_commit(
        [&ring = ring_, key,
         entry = aws::KeyRing::Key{.secret_access_key = record->secret_access_key,
                                   .caller = caller_of(at_, *record),
                                   .session_token = record->session_token.value_or(""),
                                   .expires_at = record->expires_at}] { ring.put(key, entry); });
    return record->expires_at;
}

}  // namespace ikada::iam
