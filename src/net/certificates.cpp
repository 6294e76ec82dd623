#include "net/certificates.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <memory>

#include "base/strings.hpp"

namespace ikada::net {
namespace {

constexpr unsigned kKeyBits = 2048;         // RSA; what public authorities ask of a server today
constexpr int kSerialBits = 127;            // RFC 5280, 4.1.2.2: positive, at most 20 bytes
constexpr std::size_t kCommonNameMax = 64;  // X.520, ub-common-name

template <auto free>
struct Freer {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

Error broken(std::string_view what) {
    char text[256] = "no reason given";
    if (const auto code = ERR_get_error()) ERR_error_string_n(code, text, sizeof text);
    ERR_clear_error();
    return fail(kMalformed, "{}: {}", what, text);
}

std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

Bio reader(const std::string& text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Result<Certificate> read_certificate(const std::string& pem) {
    Certificate made(PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr));
    if (!made) return broken("not a certificate in PEM");
    return made;
}

Result<Key> read_key(const std::string& pem) {
    Key made(PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, nullptr, nullptr));
    if (!made) return broken("not a private key in PEM");
    return made;
}

std::string to_pem(X509* certificate) {
    const Bio out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), certificate);
    return text_of(out.get());
}

std::string to_pem(EVP_PKEY* key) {
    const Bio out(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(out.get());
}

bool set_serial(X509* certificate) {
    const Number serial(BN_new());
    return BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_times(X509* certificate, const Validity& valid) {
    const auto seconds = [](TimePoint time) {
        return std::chrono::floor<Seconds>(time).time_since_epoch().count();
    };
    return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(valid.from)) != nullptr &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(valid.until)) != nullptr;
}

bool set_common_name(X509* certificate, const std::string& name) {
    const auto shown = name.substr(0, kCommonNameMax);
    return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(shown.data()),
                                      static_cast<int>(shown.size()), -1, 0) == 1;
}

struct Trait {
    int nid;
    std::string value;
};

bool add_traits(X509* certificate, X509* issuer, const std::vector<Trait>& traits) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    for (const auto& [nid, value] : traits) {
        const Extension made(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
        if (!made || X509_add_ext(certificate, made.get(), -1) != 1) return false;
    }
    return true;
}

std::string alternative_names(const std::vector<std::string>& names) {
    std::vector<std::string> entries;
    for (const auto& name : names) {
        boost::system::error_code not_an_address;
        boost::asio::ip::make_address(name, not_an_address);
        entries.push_back((not_an_address ? "DNS:" : "IP:") + name);
    }
    return join(entries, ",");
}

// All of a certificate but its traits and its signature.
Result<Certificate> draft(const std::string& name, EVP_PKEY* key, const Validity& valid) {
    Certificate made(X509_new());
    constexpr long kVersion3 = 2;
    if (X509_set_version(made.get(), kVersion3) != 1 || !set_serial(made.get()) ||
        !set_times(made.get(), valid) || !set_common_name(made.get(), name) ||
        X509_set_pubkey(made.get(), key) != 1)
        return broken("cannot make a certificate");
    return made;
}

}  // namespace

Result<CertificateAuthority> make_authority(const std::string& name, const Validity& valid) {
    const Key key(EVP_RSA_gen(kKeyBits));
    if (!key) return broken("cannot make a key");
    auto made = draft(name, key.get(), valid);
    if (!made) return made.error();
    X509* self = made->get();
    X509_set_issuer_name(self, X509_get_subject_name(self));
    const bool done = add_traits(self, self,
                                 {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                                  {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                  {NID_subject_key_identifier, "hash"}});
    if (!done || X509_sign(self, key.get(), EVP_sha256()) == 0)
        return broken("cannot sign a certificate");
    return CertificateAuthority{to_pem(self), to_pem(key.get())};
}

Result<TlsIdentity> issue_certificate(const CertificateAuthority& authority,
                                      const std::vector<std::string>& names,
                                      const Validity& valid) {
    const auto issuer = read_certificate(authority.certificate);
    if (!issuer) return issuer.error();
    const auto issuer_key = read_key(authority.private_key);
    if (!issuer_key) return issuer_key.error();
    if (X509_check_private_key(issuer->get(), issuer_key->get()) != 1)
        return broken("the authority's key is another certificate's");
    const Key key(EVP_RSA_gen(kKeyBits));
    if (!key) return broken("cannot make a key");
    auto made = draft(names.empty() ? "ikada" : names.front(), key.get(), valid);
    if (!made) return made.error();
    X509* leaf = made->get();
    X509_set_issuer_name(leaf, X509_get_subject_name(issuer->get()));
    const bool done = add_traits(leaf, issuer->get(),
                                 {{NID_basic_constraints, "critical,CA:FALSE"},
                                  {NID_key_usage, "critical,digitalSignature,keyEncipherment"},
                                  {NID_ext_key_usage, "serverAuth"},
                                  {NID_subject_key_identifier, "hash"},
                                  {NID_authority_key_identifier, "keyid:always"},
                                  {NID_subject_alt_name, alternative_names(names)}});
    if (!done || X509_sign(leaf, issuer_key->get(), EVP_sha256()) == 0)
        return broken("cannot sign a certificate");
    return TlsIdentity{to_pem(leaf) + authority.certificate, to_pem(key.get())};
}

Result<TimePoint> end_of_validity(const std::string& certificate) {
    const auto read = read_certificate(certificate);
    if (!read) return read.error();
    int days = 0;
    int seconds = 0;
    const std::unique_ptr<ASN1_TIME, Freer<ASN1_TIME_free>> epoch(ASN1_TIME_set(nullptr, 0));
    if (ASN1_TIME_diff(&days, &seconds, epoch.get(), X509_get0_notAfter(read->get())) != 1)
        return broken("the certificate has no end");
    constexpr std::int64_t kDay = 86'400;
    return TimePoint{Seconds{days * kDay + seconds}};
}

}  // namespace ikada::net
