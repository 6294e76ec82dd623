#pragma once
// An installation's own certificate authority: makes itself, then certificates for servers.
// RSA, because clients that speak TLS 1.2 in Go's and older AWS agents' way take nothing else.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/tls.hpp"

namespace ikada::net {

struct CertificateAuthority {
    std::string certificate;  // PEM, for clients to trust
    std::string private_key;  // PEM, secret
};

struct Validity {
    TimePoint from, until;
};

// `name` is what people see in a list of trusted certificates.
Result<CertificateAuthority> make_authority(const std::string& name, const Validity& valid);

// A server's certificate with a new key. names: DNS names ("*.example.com" too) and addresses.
//   Errors: kMalformed when the authority is not one.
Result<TlsIdentity> issue_certificate(const CertificateAuthority& authority,
                                      const std::vector<std::string>& names, const Validity& valid);

// When the first certificate of the text ends. Errors: kMalformed for what is no certificate.
Result<TimePoint> end_of_validity(const std::string& certificate);

}  // namespace ikada::net
