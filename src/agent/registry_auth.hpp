#pragma once
// Credentials for private registries from the instance's configuration (ECS_ENGINE_AUTH_TYPE and
// ECS_ENGINE_AUTH_DATA). Pure. Source: "Using non-AWS container images in Amazon ECS".

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::agent {

// The registry's host to what Docker takes as X-Registry-Auth.
using RegistryAuth = std::map<std::string, std::string>;

// Types "docker" ({"host": {"username", "password", "email"}}) and "dockercfg" (the contents of
// ~/.dockercfg or of config.json's "auths"); both empty: no credentials.
//   Errors: kMalformed for another type or form; the text never holds a password.
Result<RegistryAuth> parse_registry_auth(std::string_view type, std::string_view data);

// Whether the image's name has a registry's host, by Docker's rule: a first part with a dot or
// colon, or "localhost".
bool names_registry(std::string_view image);

// The host that an image is pulled from; "docker.io" where its name has none.
std::string registry_of(std::string_view image);

// Empty if there are none for the image's registry.
std::string auth_for(const RegistryAuth& all, std::string_view image);

}  // namespace ikada::agent
