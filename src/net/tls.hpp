#pragma once
// TLS: what a listener shows of itself, and whom a client believes.

#include <memory>
#include <string>

#include "base/result.hpp"

namespace ikada::net {

// PEM texts.
struct TlsIdentity {
    std::string certificate_chain;  // the server's own first, then who issued it
    std::string private_key;
};

// TLS 1.2 or newer, without client certificates. Safe from any thread.
class TlsContext {
  public:
    // Errors: kMalformed when certificate and key are not PEM or do not belong together.
    static Result<std::shared_ptr<TlsContext>> make(const TlsIdentity& identity);
    // For connections from now on. Errors as above; the old one stays then.
    Status renew(const TlsIdentity& identity);

    struct Impl;  // OpenSSL stays inside net/
    explicit TlsContext(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
    Impl& impl() const { return *impl_; }

  private:
    std::shared_ptr<Impl> impl_;
};

// The authorities whose certificates a client takes. Safe from any thread.
class TlsTrust {
  public:
    // Those of a file in PEM, or the system's where `bundle` is empty.
    //   Errors: kIoError when the file cannot be read or holds none.
    static Result<std::shared_ptr<const TlsTrust>> make(const std::string& bundle);

    struct Impl;
    explicit TlsTrust(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
    Impl& impl() const { return *impl_; }

  private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace ikada::net
