#pragma once
// Who the server is under TLS: an authority of its own in the data folder, and certificates from
// it that are replaced long before they end.

#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "net/certificates.hpp"
#include "net/loop.hpp"
#include "net/tls.hpp"
#include "server/data_folder.hpp"

namespace ikada::server {

// Reads the authority from the folder; makes it at the first start, and anew when its end is near.
//   Errors: kIoError when files cannot be written; kMalformed when they hold something else.
Result<net::CertificateAuthority> ensure_authority(const DataFolder& data, TimePoint now);

// What a server's certificate must be valid for: its address, this machine's names, and AWS's own
// names in the region, so that a tool without an endpoint setting can be led here by a hosts file.
std::vector<std::string> server_names(const std::string& region, const std::string& host);

// The certificate in use.
class ServerCertificate {
  public:
    static Result<std::shared_ptr<ServerCertificate>> make(net::CertificateAuthority authority,
                                                           std::vector<std::string> names,
                                                           TimePoint now);
    const std::shared_ptr<net::TlsContext>& context() const { return context_; }
    // Another certificate, once half of the time of the one in use is over. False: not due yet.
    Result<bool> renew_if_due(TimePoint now);

  private:
    net::CertificateAuthority authority_;
    std::vector<std::string> names_;
    std::shared_ptr<net::TlsContext> context_;
    TimePoint due_at_{};
};

// Looks every hour, as long as the loop lives: a machine that slept wakes with an old certificate.
void keep_fresh(net::Loop& loop, std::shared_ptr<ServerCertificate> certificate,
                const Clock& clock);

}  // namespace ikada::server
