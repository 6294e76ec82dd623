// Presigned URLs, temporary credentials, and payloads that are not signed.

#include <gtest/gtest.h>

#include "aws/canonical_request.hpp"
#include "aws/claim.hpp"
#include "aws/errors.hpp"
#include "aws/sigv4.hpp"
#include "base/crypto.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

const SigningScope kSts{"us-east-1", "sts"};
const TimePoint kNow = *parse_amz_date("20261122T235551Z");
const Credentials kLasting{"AKIAEXAMPLE", "secret", ""};
const Credentials kTemporary{"ASIAEXAMPLE", "secret", "to/k+en="};

// Puts the signature into the query. Only Host is signed with it.
void presign(net::HttpRequest& request, const Credentials& with, Seconds lifetime) {
    const std::string date = to_amz_date(kNow);
    const auto add = [&](std::string_view name, std::string_view value) {
        request.target += fmt::format("&{}={}", name, uri_encode(value));
    };
    add("X-Amz-Algorithm", kSigningAlgorithm);
    add("X-Amz-Credential", fmt::format("{}/{}", with.access_key_id, credential_scope(date, kSts)));
    add("X-Amz-Date", date);
    add("X-Amz-Expires", std::to_string(lifetime.count()));
    add("X-Amz-SignedHeaders", "host");
    if (!with.session_token.empty()) add("X-Amz-Security-Token", with.session_token);
    add("X-Amz-Signature",
        signature_of(canonical_request(request, {"host"}, sha256_hex(request.body)), date, kSts,
                     with.secret_access_key));
}

struct Presigned : ::testing::Test {
    KeyRing ring;
    Presigned() {
        ring.put("AKIAEXAMPLE", {"secret", {}});
        ring.put("ASIAEXAMPLE", {"secret", {}, "to/k+en=", kNow + Seconds{3600}});
    }
    static net::HttpRequest a_url(const Credentials& with = kLasting,
                                  Seconds lifetime = Seconds{60}) {
        net::HttpRequest request{
            "GET", "/?Action=GetCallerIdentity&Version=2011-06-15", {{"Host", "h"}}, "", {}};
        presign(request, with, lifetime);
        return request;
    }
    std::string outcome(const net::HttpRequest& request, TimePoint now = kNow) const {
        const auto verified = verify(request, ring, "us-east-1", now);
        return verified ? verified->service : verified.error().message;
    }
};

TEST_F(Presigned, url_is_accepted_as_long_as_it_says) {
    EXPECT_EQ(outcome(a_url()), "sts");
    EXPECT_EQ(outcome(a_url(), kNow + Seconds{60}), "sts");
    EXPECT_EQ(outcome(a_url(), kNow + Seconds{61}),
              "Signature expired: 20261122T235551Z is now earlier than 20261122T235552Z "
              "(20261122T235652Z - 60 sec.)");
    EXPECT_EQ(outcome(a_url(kLasting, Seconds{604'800}), kNow + Seconds{600'000}), "sts");
}

// Made by botocore 1.29's SigV4QueryAuth with these keys, frozen at this time.
TEST_F(Presigned, url_of_botocore_is_accepted) {
    net::HttpRequest request{
        "GET",
        "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&"
        "X-Amz-Credential=AKIAEXAMPLE%2F20261122%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date="
        "20261122T235551Z&X-Amz-Expires=3600&"
        "X-Amz-SignedHeaders=host&X-Amz-Signature="
        "73024cb994c4de92fe2cbcf75e797e6899e6606df569eb594d8685c04f913a93",
        {{"Host", "127.0.0.1:4566"}},
        "",
        {}};
    EXPECT_EQ(outcome(request), "sts");
}

TEST_F(Presigned, url_from_the_future_is_refused) {
    EXPECT_TRUE(outcome(a_url(), kNow - Seconds{301}).starts_with("Signature not yet current"));
}

TEST_F(Presigned, url_that_was_changed_is_refused) {
    auto request = a_url();
    request.target += "&DurationSeconds=900";
    EXPECT_TRUE(outcome(request).starts_with("The request signature we calculated"));
    request = a_url();
    request.body = "x";
    EXPECT_TRUE(outcome(request).starts_with("The request signature we calculated"));
}

TEST_F(Presigned, url_must_be_whole_and_live_at_most_a_week) {
    EXPECT_TRUE(outcome(a_url(kLasting, Seconds{604'801})).starts_with("X-Amz-Expires must be"));
    EXPECT_TRUE(outcome(a_url(kLasting, Seconds{0})).starts_with("X-Amz-Expires must be"));
    auto request = a_url();
    request.target.erase(request.target.find("&X-Amz-Date="), 28);
    EXPECT_EQ(outcome(request), "AWS query-string parameters must include 'X-Amz-Date'.");
}

TEST_F(Presigned, url_with_an_authorization_header_besides_is_refused) {
    auto request = a_url();
    request.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 x"});
    EXPECT_TRUE(outcome(request).starts_with("Only one authentication mechanism"));
}

TEST_F(Presigned, temporary_keys_work_with_their_token_until_their_end) {
    EXPECT_EQ(outcome(a_url(kTemporary)), "sts");
    const std::string invalid = "The security token included in the request is invalid.";
    EXPECT_EQ(outcome(a_url({"ASIAEXAMPLE", "secret", ""})), invalid);
    EXPECT_EQ(outcome(a_url({"ASIAEXAMPLE", "secret", "other"})), invalid);
    EXPECT_EQ(outcome(a_url({"AKIAEXAMPLE", "secret", "to/k+en="})), invalid);
    EXPECT_EQ(outcome(a_url(kTemporary, Seconds{604'800}), kNow + Seconds{3600}),
              "The security token included in the request is expired");
}

TEST_F(Presigned, temporary_keys_sign_headers_too) {
    net::HttpRequest request{"POST", "/", {{"Host", "h"}}, "a=b", {}};
    sign(request, kTemporary, kSts, kNow);
    EXPECT_EQ(outcome(request), "sts");
    EXPECT_TRUE(outcome(request, kNow + Seconds{3600}).ends_with("is expired"));
}

TEST_F(Presigned, an_unsigned_payload_is_taken_over_tls_only) {
    net::HttpRequest request{
        "POST", "/", {{"Host", "h"}, {"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}}, "", {}};
    sign(request, kLasting, kSts, kNow);
    EXPECT_TRUE(outcome(request).starts_with("UNSIGNED-PAYLOAD is not accepted"));
    request.over_tls = true;
    EXPECT_TRUE(outcome(request).starts_with("The request signature we calculated"));
    auto& authorization = request.headers.back().value;
    authorization.resize(authorization.rfind('=') + 1);
    authorization +=
        signature_of(canonical_request(request, {"host", "x-amz-content-sha256", "x-amz-date"},
                                       "UNSIGNED-PAYLOAD"),
                     "20261122T235551Z", kSts, "secret");
    EXPECT_EQ(outcome(request), "sts");
}

TEST_F(Presigned, a_payload_in_signed_chunks_is_refused_by_name) {
    net::HttpRequest request{
        "POST",
        "/",
        {{"Host", "h"}, {"X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}},
        "",
        {}};
    sign(request, kLasting, kSts, kNow);
    EXPECT_NE(outcome(request).find("aws-chunked"), std::string::npos);
}

TEST(SignatureErrors, have_each_protocols_name_for_age) {
    const auto code = [](Protocol protocol, const ErrorKind& kind) {
        return signature_error_in(protocol, kind).code;
    };
    EXPECT_EQ(code(Protocol::Json11, errors::kSignatureExpired), "InvalidSignatureException");
    EXPECT_EQ(code(Protocol::Query, errors::kSignatureExpired), "SignatureDoesNotMatch");
    EXPECT_EQ(code(Protocol::Ec2, errors::kSignatureExpired), "RequestExpired");
    EXPECT_EQ(code(Protocol::Json11, errors::kExpiredToken), "ExpiredTokenException");
    EXPECT_EQ(code(Protocol::Query, errors::kExpiredToken), "ExpiredToken");
}

}  // namespace
}  // namespace ikada::aws
