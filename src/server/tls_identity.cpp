#include "server/tls_identity.hpp"

#include <unistd.h>

#include <array>

#include "base/log.hpp"
#include "os/files.hpp"

namespace ikada::server {
namespace {

using Days = std::chrono::days;

constexpr Days kAuthorityLife{3650};
constexpr Days kAuthorityLeftMin{180};  // below it a start makes a new one
constexpr Days kCertificateLife{90};
constexpr Days kBackdated{1};  // for clients whose clock is behind
constexpr std::chrono::hours kLookEvery{1};
constexpr int kSecretMode = 0600;

// AWS's names that stand for an endpoint: {} is the region. A wildcard covers one label.
constexpr std::array<std::string_view, 4> kAwsNames{"*.amazonaws.com", "*.{}.amazonaws.com",
                                                    "*.ecr.{}.amazonaws.com",
                                                    "*.dkr.ecr.{}.amazonaws.com"};

std::string machine_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

Result<net::CertificateAuthority> make_authority(const DataFolder& data, TimePoint now) {
    auto made =
        net::make_authority("ikada on " + machine_name(), {now - kBackdated, now + kAuthorityLife});
    if (!made) return made.error();
    // The key first: a certificate without its key would look whole.
    if (auto kept = os::write_file(data.authority_key(), made->private_key, kSecretMode); !kept)
        return kept.error();
    if (auto kept = os::write_file(data.authority(), made->certificate); !kept) return kept.error();
    log::info("made a certificate authority: let tools trust {}", data.authority().string());
    return made;
}

}  // namespace

Result<net::CertificateAuthority> ensure_authority(const DataFolder& data, TimePoint now) {
    std::error_code ignored;
    if (!std::filesystem::exists(data.authority(), ignored)) return make_authority(data, now);
    const auto certificate = os::read_file(data.authority());
    const auto key = os::read_file(data.authority_key());
    if (!certificate) return certificate.error();
    if (!key) return key.error();
    const auto end = net::end_of_validity(*certificate);
    if (!end)
        return fail(kMalformed, "{}: {}; remove it for a new one", data.authority().string(),
                    end.error().message);
    if (*end - now >= kAuthorityLeftMin) return net::CertificateAuthority{*certificate, *key};
    log::warn("the certificate authority in {} ends soon: tools must trust the new one",
              data.authority().string());
    return make_authority(data, now);
}

std::vector<std::string> server_names(const std::string& region, const std::string& host) {
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1", machine_name()};
    const bool wildcard = host == "0.0.0.0" || host == "::" || host == "[::]";
    if (!wildcard && std::find(names.begin(), names.end(), host) == names.end())
        names.push_back(host);
    for (const auto pattern : kAwsNames)
        names.push_back(fmt::format(fmt::runtime(pattern), region));
    return names;
}

Result<std::shared_ptr<ServerCertificate>> ServerCertificate::make(
    net::CertificateAuthority authority, std::vector<std::string> names, TimePoint now) {
    auto made = std::make_shared<ServerCertificate>();
    made->authority_ = std::move(authority);
    made->names_ = std::move(names);
    if (auto issued = made->renew_if_due(now); !issued) return issued.error();
    return made;
}

Result<bool> ServerCertificate::renew_if_due(TimePoint now) {
    // A clock set back makes the one in use not yet valid.
    const bool in_future = context_ && now + kCertificateLife < due_at_;
    if (context_ && now < due_at_ && !in_future) return false;
    const net::Validity valid{now - kBackdated, now + kCertificateLife};
    const auto identity = net::issue_certificate(authority_, names_, valid);
    if (!identity) return identity.error();
    if (context_) {
        if (auto renewed = context_->renew(*identity); !renewed) return renewed.error();
    } else {
        auto context = net::TlsContext::make(*identity);
        if (!context) return context.error();
        context_ = *std::move(context);
    }
    due_at_ = now + kCertificateLife / 2;
    return true;
}

void keep_fresh(net::Loop& loop, std::shared_ptr<ServerCertificate> certificate,
                const Clock& clock) {
    loop.post_after(kLookEvery, [&loop, &clock, certificate = std::move(certificate)] {
        const auto renewed = certificate->renew_if_due(clock.now());
        if (!renewed) log::error("cannot renew the TLS certificate: {}", renewed.error().message);
        keep_fresh(loop, certificate, clock);
    });
}

}  // namespace ikada::server
