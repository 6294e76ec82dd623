#pragma once
// How coroutines wait here: `auto [failure, …] = co_await x.async_…(kAwait)`.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/asio.hpp"

namespace ikada::net {

inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

}  // namespace ikada::net
