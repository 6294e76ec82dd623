#pragma once
// The inside of what tls.hpp names, for the sources of net/.

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <memory>
#include <mutex>
#include <string>

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

// Before a client's handshake: the certificate must be for `host`, and the server hears for whom.
template <class Stream>
void expect_server(Stream& stream, const std::string& host) {
    stream.set_verify_callback(boost::asio::ssl::host_name_verification(host));
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    // RFC 6066, part 3: the name asked for, never an address.
    if (not_an_address) SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
}

}  // namespace ikada::net
