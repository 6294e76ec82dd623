#include "agent/registry_auth.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/strings.hpp"

namespace ikada::agent {
namespace {

constexpr std::string_view kDockerHub = "docker.io";

struct Account {
    std::string user, password, email;
};

// "https://index.docker.io/v1/" → "docker.io", "https://r:5000/v2/" → "r:5000".
std::string host_of(std::string_view address) {
    if (const auto scheme = address.find("://"); scheme != std::string_view::npos)
        address.remove_prefix(scheme + 3);
    const auto host = address.substr(0, address.find('/'));
    return std::string(host == "index.docker.io" ? kDockerHub : host);
}

// RFC 4648, part 5, as Docker wants its header.
std::string base64url(std::string_view bytes) {
    auto text = base64_encode(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::string header_of(const std::string& address, const Account& account) {
    return base64url(json::serialize(json::object{{"username", account.user},
                                                  {"password", account.password},
                                                  {"email", account.email},
                                                  {"serveraddress", address}}));
}

// "auth" is base64 of "user:password".
Result<Account> read_packed(const json::value& from, std::string_view registry) {
    const auto packed = base64_decode(json::text(from, "auth"));
    const auto colon = packed ? packed->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return fail(kMalformed, "ECS_ENGINE_AUTH_DATA: {} has no auth of user:password", registry);
    return Account{packed->substr(0, colon), packed->substr(colon + 1), json::text(from, "email")};
}

Result<Account> read_plain(const json::value& from, std::string_view registry) {
    Account account{json::text(from, "username"), json::text(from, "password"),
                    json::text(from, "email")};
    if (account.user.empty())
        return fail(kMalformed, "ECS_ENGINE_AUTH_DATA: {} has no username", registry);
    return account;
}

}  // namespace

Result<RegistryAuth> parse_registry_auth(std::string_view type, std::string_view data) {
    RegistryAuth all;
    if (type.empty() && data.empty()) return all;
    if (type != "docker" && type != "dockercfg")
        return fail(kMalformed, "ECS_ENGINE_AUTH_TYPE={} is neither docker nor dockercfg", type);
    const auto document = json::parse(data);
    if (!document || !document->is_object())
        return fail(kMalformed, "ECS_ENGINE_AUTH_DATA is no JSON object");
    const auto* inner = json::find(*document, "auths");
    const auto& registries =
        inner != nullptr && inner->is_object() ? inner->get_object() : document->get_object();
    const auto read = type == "docker" ? &read_plain : &read_packed;
    for (const auto& [address, entry] : registries) {
        const auto account = read(entry, address);
        if (!account) return account.error();
        all[host_of(address)] = header_of(address, *account);
    }
    return all;
}

bool names_registry(std::string_view image) {
    const auto slash = image.find('/');
    if (slash == std::string_view::npos) return false;
    const auto first = image.substr(0, slash);
    return first == "localhost" || first.find_first_of(".:") != std::string_view::npos;
}

std::string registry_of(std::string_view image) {
    return names_registry(image) ? host_of(image.substr(0, image.find('/')))
                                 : std::string(kDockerHub);
}

std::string auth_for(const RegistryAuth& all, std::string_view image) {
    const auto found = all.find(registry_of(image));
    return found == all.end() ? std::string{} : found->second;
}

}  // namespace ikada::agent
