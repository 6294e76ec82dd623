#pragma once
// Keys that are valid now, from wherever the settings say.

#include <optional>

#include "client/settings.hpp"

namespace ikada::client {

inline constexpr ErrorKind kNoCredentials{"NoCredentials"};

struct Keys {
    aws::Credentials credentials;
    std::optional<TimePoint> expires_at = {};
};
// The answer of a credential_process ("SessionToken") or of a metadata endpoint ("Token").
//   Errors: kNoCredentials, with what is missing.
Result<Keys> parse_keys(std::string_view text);

// One caller at a time.
class CredentialProvider {
  public:
    explicit CredentialProvider(CredentialSource source) : source_(std::move(source)) {}
    // Blocks while it fetches: first, and again within kRenewBefore of the keys' end.
    //   Errors: kNoCredentials, saying who did not give any and what to set.
    Result<aws::Credentials> get(TimePoint now);

  private:
    CredentialSource source_;
    std::optional<Keys> held_;
};

constexpr Seconds kRenewBefore{300};

}  // namespace ikada::client
