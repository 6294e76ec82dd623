#include "aws/sigv4.hpp"

#include <algorithm>
#include <mutex>

#include "aws/canonical_request.hpp"
#include "base/crypto.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

bool worth_signing(std::string_view lower_name) {
    return lower_name == "host" || lower_name == "content-type" || lower_name.starts_with("x-amz-");
}

std::vector<std::string> names_to_sign(const net::Headers& headers) {
    std::vector<std::string> names;
    for (const auto& header : headers) {
        auto name = to_lower(header.name);
        if (worth_signing(name)) names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

void set_header(net::Headers& headers, std::string_view name, std::string value) {
    std::erase_if(headers, [&](const net::Header& header) {
        return equals_ignoring_case(header.name, name);
    });
    headers.push_back({std::string(name), std::move(value)});
}

}  // namespace

void sign(net::HttpRequest& request, const Credentials& with, const SigningScope& scope,
          TimePoint now) {
    const std::string date = to_amz_date(now);
    set_header(request.headers, "X-Amz-Date", date);
    if (!with.session_token.empty())
        set_header(request.headers, "X-Amz-Security-Token", with.session_token);
    const auto names = names_to_sign(request.headers);
    const auto signature = signature_of(canonical_request(request, names, sha256_hex(request.body)),
                                        date, scope, with.secret_access_key);
    set_header(request.headers, "Authorization",
               fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kSigningAlgorithm,
                           with.access_key_id, credential_scope(date, scope), join(names, ";"),
                           signature));
}

void KeyRing::put(const std::string& access_key_id, Key key) {
    const std::unique_lock lock(mutex_);
    keys_[access_key_id] = std::move(key);
}

void KeyRing::erase(const std::string& access_key_id) {
    const std::unique_lock lock(mutex_);
    keys_.erase(access_key_id);
}

std::optional<KeyRing::Key> KeyRing::find(const std::string& access_key_id) const {
    const std::shared_lock lock(mutex_);
    const auto at = keys_.find(access_key_id);
    if (at == keys_.end()) return std::nullopt;
    return at->second;
}

}  // namespace ikada::aws
