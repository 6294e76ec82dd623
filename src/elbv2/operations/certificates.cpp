// AddListenerCertificates, RemoveListenerCertificates, DescribeListenerCertificates,
// DescribeSSLPolicies
// docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddListenerCertificates.html

#include "elbv2/operations.hpp"
#include "elbv2/operations/common.hpp"

namespace ikada::elbv2 {
namespace {

enum Protocols : unsigned { kTls10 = 1, kTls11 = 2, kTls12 = 4, kTls13 = 8 };
enum Ciphers : unsigned {
    kNew = 1,
    kEcdheGcm = 2,
    kEcdheSha2 = 4,
    kEcdheSha1 = 8,
    kRsaGcm = 16,
    kRsaSha2 = 32,
    kRsaSha1 = 64
};

struct Choice {
    unsigned bit;
    std::string_view name;
};

constexpr std::array kProtocolNames{Choice{kTls10, "TLSv1"}, Choice{kTls11, "TLSv1.1"},
                                    Choice{kTls12, "TLSv1.2"}, Choice{kTls13, "TLSv1.3"}};

// In order of preference.
constexpr std::array kCipherNames{Choice{kNew, "TLS_AES_128_GCM_SHA256"},
                                  Choice{kNew, "TLS_AES_256_GCM_SHA384"},
                                  Choice{kNew, "TLS_CHACHA20_POLY1305_SHA256"},
                                  Choice{kEcdheGcm, "ECDHE-ECDSA-AES128-GCM-SHA256"},
                                  Choice{kEcdheGcm, "ECDHE-RSA-AES128-GCM-SHA256"},
                                  Choice{kEcdheSha2, "ECDHE-ECDSA-AES128-SHA256"},
                                  Choice{kEcdheSha2, "ECDHE-RSA-AES128-SHA256"},
                                  Choice{kEcdheSha1, "ECDHE-ECDSA-AES128-SHA"},
                                  Choice{kEcdheSha1, "ECDHE-RSA-AES128-SHA"},
                                  Choice{kEcdheGcm, "ECDHE-ECDSA-AES256-GCM-SHA384"},
                                  Choice{kEcdheGcm, "ECDHE-RSA-AES256-GCM-SHA384"},
                                  Choice{kEcdheSha2, "ECDHE-ECDSA-AES256-SHA384"},
                                  Choice{kEcdheSha2, "ECDHE-RSA-AES256-SHA384"},
                                  Choice{kEcdheSha1, "ECDHE-RSA-AES256-SHA"},
                                  Choice{kEcdheSha1, "ECDHE-ECDSA-AES256-SHA"},
                                  Choice{kRsaGcm, "AES128-GCM-SHA256"},
                                  Choice{kRsaSha2, "AES128-SHA256"},
                                  Choice{kRsaSha1, "AES128-SHA"},
                                  Choice{kRsaGcm, "AES256-GCM-SHA384"},
                                  Choice{kRsaSha2, "AES256-SHA256"},
                                  Choice{kRsaSha1, "AES256-SHA"}};

struct Policy {
    std::string_view name;
    unsigned protocols, ciphers;
};

constexpr unsigned kForwardSecret = kEcdheGcm | kEcdheSha2 | kEcdheSha1;
constexpr unsigned kRsa = kRsaGcm | kRsaSha2 | kRsaSha1;

// AWS's predefined security policies, sorted by name. Source:
// docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
constexpr std::array kPolicies{
    Policy{"ELBSecurityPolicy-2016-08", kTls10 | kTls11 | kTls12, kForwardSecret | kRsa},
    Policy{"ELBSecurityPolicy-FS-1-1-2019-08", kTls11 | kTls12, kForwardSecret},
    Policy{"ELBSecurityPolicy-FS-1-2-2019-08", kTls12, kForwardSecret},
    Policy{"ELBSecurityPolicy-FS-1-2-Res-2019-08", kTls12, kEcdheGcm | kEcdheSha2},
    Policy{"ELBSecurityPolicy-FS-1-2-Res-2020-10", kTls12, kEcdheGcm},
    Policy{"ELBSecurityPolicy-FS-2018-06", kTls10 | kTls11 | kTls12, kForwardSecret},
    Policy{"ELBSecurityPolicy-TLS-1-1-2017-01", kTls11 | kTls12, kForwardSecret | kRsa},
    Policy{"ELBSecurityPolicy-TLS-1-2-2017-01", kTls12,
           kEcdheGcm | kEcdheSha2 | kRsaGcm | kRsaSha2},
    Policy{"ELBSecurityPolicy-TLS-1-2-Ext-2018-06", kTls12, kForwardSecret | kRsa},
    Policy{"ELBSecurityPolicy-TLS13-1-0-2021-06", kTls10 | kTls11 | kTls12 | kTls13,
           kNew | kForwardSecret | kRsa},
    Policy{"ELBSecurityPolicy-TLS13-1-1-2021-06", kTls11 | kTls12 | kTls13,
           kNew | kForwardSecret | kRsa},
    Policy{"ELBSecurityPolicy-TLS13-1-2-2021-06", kTls12 | kTls13, kNew | kEcdheGcm | kEcdheSha2},
    Policy{"ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", kTls12 | kTls13,
           kNew | kEcdheGcm | kEcdheSha2 | kRsaGcm | kRsaSha2},
    Policy{"ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", kTls12 | kTls13,
           kNew | kForwardSecret | kRsa},
    Policy{"ELBSecurityPolicy-TLS13-1-2-Res-2021-06", kTls12 | kTls13, kNew | kEcdheGcm},
    Policy{"ELBSecurityPolicy-TLS13-1-3-2021-06", kTls13, kNew}};

shapes::SslPolicy show(const Policy& policy) {
    shapes::SslPolicy shape;
    shape.name = policy.name;
    shape.supported_load_balancer_types = std::vector<std::string>{"application", "network"};
    auto& protocols = shape.ssl_protocols.emplace();
    for (const auto& [bit, name] : kProtocolNames)
        if ((policy.protocols & bit) != 0) protocols.emplace_back(name);
    auto& ciphers = shape.ciphers.emplace();
    for (const auto& [bit, name] : kCipherNames)
        if ((policy.ciphers & bit) != 0)
            ciphers.push_back({std::string(name), static_cast<int>(ciphers.size()) + 1});
    return shape;
}

Result<std::vector<Policy>> asked_policies(const shapes::DescribeSSLPoliciesInput& request) {
    if (!request.names || request.names->empty())
        return std::vector<Policy>(kPolicies.begin(), kPolicies.end());
    std::vector<Policy> found;
    for (const auto& name : *request.names) {
        const auto* at = std::find_if(kPolicies.begin(), kPolicies.end(),
                                      [&](const Policy& policy) { return policy.name == name; });
        if (at == kPolicies.end())
            return fail(errors::kSslPolicyNotFound, "SSL policy '{}' not found", name);
        found.push_back(*at);
    }
    std::sort(found.begin(), found.end(),
              [](const Policy& a, const Policy& b) { return a.name < b.name; });
    return found;
}

}  // namespace

// No certificate exists yet, so none can be added.
Result<shapes::AddListenerCertificatesOutput> add_listener_certificates(
    world::Tx& tx, const shapes::AddListenerCertificatesInput& request, const aws::Call&) {
    const auto listener = find_listener(tx, request.listener_arn);
    if (!listener) return listener.error();
    if (request.certificates.empty())
        return fail(errors::kValidationError, "A certificate must be specified");
    return fail(errors::kCertificateNotFound, "Certificate '{}' not found",
                request.certificates.front().certificate_arn.value_or(""));
}

// Removing what is not there is no error, so that clients may repeat the call.
Result<shapes::RemoveListenerCertificatesOutput> remove_listener_certificates(
    world::Tx& tx, const shapes::RemoveListenerCertificatesInput& request, const aws::Call&) {
    const auto listener = find_listener(tx, request.listener_arn);
    if (!listener) return listener.error();
    return shapes::RemoveListenerCertificatesOutput{};
}

// A listener of HTTP has none.
Result<shapes::DescribeListenerCertificatesOutput> describe_listener_certificates(
    world::Tx& tx, const shapes::DescribeListenerCertificatesInput& request, const aws::Call&) {
    const auto listener = find_listener(tx, request.listener_arn);
    if (!listener) return listener.error();
    shapes::DescribeListenerCertificatesOutput output;
    output.certificates.emplace();
    return output;
}

Result<shapes::DescribeSSLPoliciesOutput> describe_ssl_policies(
    world::Tx&, const shapes::DescribeSSLPoliciesInput& request, const aws::Call&) {
    const auto policies = asked_policies(request);
    if (!policies) return policies.error();
    const int size = std::min(request.page_size.value_or(kPageSizeMax), kPageSizeMax);
    const auto page = aws::paginate(*policies, {request.marker, size, errors::kValidationError},
                                    [](const Policy& policy) { return std::string(policy.name); });
    if (!page) return page.error();
    shapes::DescribeSSLPoliciesOutput output;
    auto& shown = output.ssl_policies.emplace();
    for (const auto& policy : page->items) shown.push_back(show(policy));
    output.next_marker = page->next_token;
    return output;
}

}  // namespace ikada::elbv2
