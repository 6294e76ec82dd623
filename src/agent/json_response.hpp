#pragma once
// How the agent's own servers answer.

#include "base/json.hpp"
#include "net/http_server.hpp"

namespace ikada::agent {

inline net::HttpResponse respond_json(int status, std::string body) {
    return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

inline net::HttpResponse respond_with(int status, const json::object& document) {
    return respond_json(status, json::serialize(document));
}

}  // namespace ikada::agent
