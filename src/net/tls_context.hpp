#pragma once
// The inside of what tls.hpp names, for the sources of net/.

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

struct TlsTrust::Impl {
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
};

}  // namespace ikada::net
