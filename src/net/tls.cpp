#include "net/tls.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <utility>

#include "net/tls_context.hpp"

namespace ikada::net {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

using Made = Result<std::shared_ptr<ssl::context>>;

Made make_context(const TlsIdentity& identity) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION);
    error_code failure;
    if (context->use_certificate_chain(asio::buffer(identity.certificate_chain), failure))
        return fail(kMalformed, "not a certificate in PEM: {}", failure.message());
    if (context->use_private_key(asio::buffer(identity.private_key), ssl::context::pem, failure))
        return fail(kMalformed, "not this certificate's private key in PEM: {}", failure.message());
    return context;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::make(const TlsIdentity& identity) {
    auto context = make_context(identity);
    if (!context) return context.error();
    auto impl = std::make_shared<Impl>();
    impl->context = *std::move(context);
    return std::make_shared<TlsContext>(std::move(impl));
}

Result<std::shared_ptr<const TlsTrust>> TlsTrust::make(const std::string& bundle) {
    auto impl = std::make_shared<Impl>();
    impl->context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                              ssl::context::no_tlsv1_1);
    impl->context.set_verify_mode(ssl::verify_peer);
    error_code failure;
    if (bundle.empty())
        impl->context.set_default_verify_paths(failure);
    else
        impl->context.load_verify_file(bundle, failure);
    if (failure)
        return fail(kIoError, "no authorities to trust in {}: {}; it must be a file in PEM",
                    bundle.empty() ? "the system's folder" : bundle, failure.message());
    return std::make_shared<const TlsTrust>(std::move(impl));
}

Status TlsContext::renew(const TlsIdentity& identity) {
    auto context = make_context(identity);
    if (!context) return context.error();
    const std::lock_guard lock(impl_->mutex);
    impl_->context = *std::move(context);
    return ok();
}

}  // namespace ikada::net
