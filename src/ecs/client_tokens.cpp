#include "ecs/client_tokens.hpp"

#include "base/crypto.hpp"
#include "ecs/errors.hpp"
#include "ecs/keys.hpp"
#include "ecs/validation.hpp"

namespace ikada::ecs {
namespace {

std::string key_of(const TokenUse& use) { return std::string(use.operation) + "/" + *use.token; }

}  // namespace

Result<std::optional<std::vector<std::string>>> find_earlier(const world::Tx& tx,
                                                             const TokenUse& use, TimePoint now) {
    using Found = std::optional<std::vector<std::string>>;
    if (!use.is_marked()) return Found();
    if (use.token->size() > kClientTokenLengthMax)
        return fail(errors::kInvalidParameter, "clientToken can have at most {} characters.",
                    kClientTokenLengthMax);
    const auto* earlier = tx.find<ClientToken>(key_of(use));
    if (!earlier || now - earlier->used_at > kClientTokenKept) return Found();
    if (earlier->request_hash != sha256_hex(use.request))
        return fail(errors::kConflict,
                    "The clientToken '{}' was used before with other parameters.", *use.token);
    return Found(earlier->arns);
}

void remember(world::Tx& tx, const TokenUse& use, std::vector<std::string> arns, TimePoint now) {
    if (!use.is_marked()) return;
    tx.put(ClientToken{key_of(use), sha256_hex(use.request), std::move(arns), now});
}

}  // namespace ikada::ecs
