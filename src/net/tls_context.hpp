#pragma once
// The inside of a TlsContext, for the sources of net/.

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>

#include "net/tls.hpp"

namespace ikada::net {

struct TlsContext::Impl {
    mutable std::mutex mutex;
    std::shared_ptr<boost::asio::ssl::context> context;

    std::shared_ptr<boost::asio::ssl::context> current() const {
        const std::lock_guard lock(mutex);
        return context;
    }
};

}  // namespace ikada::net
