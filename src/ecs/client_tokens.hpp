#pragma once
// Idempotency: a call that comes again with its client token gets what it made the first time.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "ecs/types.hpp"
#include "schema/json_codec.hpp"
#include "world/world.hpp"

namespace ikada::ecs {

// One call as its client token marks it.
struct TokenUse {
    std::string_view operation;
    std::optional<std::string> token;  // absent or empty: the call is not marked
    std::string request;               // of a marked call: without its token, as text

    bool is_marked() const { return token && !token->empty(); }
};

template <class Request>
TokenUse token_use(std::string_view operation, Request request) {
    TokenUse use{operation, std::exchange(request.client_token, std::nullopt), {}};
    if (use.is_marked()) use.request = schema::to_json(request);
    return use;
}

// The ARNs that the same call made before; nothing if it is new.
//   Errors: kConflict if the token was used with another request.
Result<std::optional<std::vector<std::string>>> find_earlier(const world::Tx& tx,
                                                             const TokenUse& use, TimePoint now);
void remember(world::Tx& tx, const TokenUse& use, std::vector<std::string> arns, TimePoint now);

}  // namespace ikada::ecs
