#pragma once
// The server's half of a websocket's start.

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>

#include "net/address_counts.hpp"
#include "net/asio.hpp"
#include "net/channel.hpp"
#include "net/http_server.hpp"
#include "net/registry.hpp"

namespace ikada::net {

struct Upgrade {
    Channel channel;  // on a strand of its own
    AddressCounts::Seat seat;
    boost::beast::http::request<boost::beast::http::string_body> request;
    AcceptWebSocket accept;
};

// Answers 101 and hands the connection to `accept`. On the channel's strand.
void accept_websocket(Upgrade upgrade, Registry& registry);

}  // namespace ikada::net
