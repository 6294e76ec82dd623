#include "aws/sigv4.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "aws/canonical_request.hpp"
#include "aws/errors.hpp"
#include "base/crypto.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

// The credentials, scope and time of AWS's published test suite.
constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const SigningScope kSuiteScope{"us-east-1", "service"};
const SigningScope kEcs{"us-east-1", "ecs"};
const TimePoint kNow = *parse_amz_date("20261122T235551Z");

struct Vector {
    std::string name, method, target, body, signature;
    net::Headers headers = {};
};

std::string suite_signature(const Vector& vector) {
    net::HttpRequest request{vector.method, vector.target, vector.headers, vector.body, {}};
    request.headers.push_back({"Host", "example.amazonaws.com"});
    request.headers.push_back({"X-Amz-Date", "20150830T123600Z"});
    std::vector<std::string> names;
    for (const auto& header : request.headers) names.push_back(to_lower(header.name));
    std::sort(names.begin(), names.end());
    return signature_of(canonical_request(request, names, sha256_hex(request.body)),
                        "20150830T123600Z", kSuiteScope, kSecret);
}

// Source: docs.aws.amazon.com, "Signature Version 4 test suite".
TEST(SigV4, agrees_with_the_published_vectors) {
    const std::vector<Vector> vectors{
        {"get-vanilla", "GET", "/", "",
         "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
        {"post-vanilla", "POST", "/", "",
         "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
        {"get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1", "",
         "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
        {"get-utf8", "GET", "/ሴ", "",
         "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
        {"get-space", "GET", "/example space/", "",
         "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
        {"get-relative-relative", "GET", "/example1/example2/../..", "",
         "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
        {"get-slashes", "GET", "//example//", "",
         "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
        {"get-header-value-trim",
         "GET",
         "/",
         "",
         "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
         {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}},
        {"post-x-www-form-urlencoded",
         "POST",
         "/",
         "Param1=value1",
         "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
         {{"Content-Type", "application/x-www-form-urlencoded"}}},
    };
    for (const auto& vector : vectors)
        EXPECT_EQ(suite_signature(vector), vector.signature) << vector.name;
}

// ---- what botocore signed

struct Golden {
    std::string name, service;
    net::HttpRequest request;
};

// One line of a case; see tools/golden_sigv4.py.
void read_line(std::string_view line, Golden& golden) {
    const auto space = line.find(' ');
    const auto key = line.substr(0, space);
    const std::string value(space == std::string_view::npos ? "" : line.substr(space + 1));
    if (key == "case") golden.name = value;
    if (key == "service") golden.service = value;
    if (key == "method") golden.request.method = value;
    if (key == "target") golden.request.target = value;
    if (key == "body") golden.request.body = value;
    if (key != "header") return;
    const auto colon = value.find(": ");
    golden.request.headers.push_back({value.substr(0, colon), value.substr(colon + 2)});
}

std::vector<Golden> golden_cases() {
    std::ifstream file(std::filesystem::path(__FILE__).parent_path() / "sigv4_golden.txt");
    std::vector<Golden> cases(1);
    for (std::string line; std::getline(file, line);) {
        if (line == "end")
            cases.emplace_back();
        else
            read_line(line, cases.back());
    }
    cases.pop_back();
    return cases;
}

class SigV4Verify : public ::testing::Test {
  protected:
    SigV4Verify() {
        ring.put("AKIDEXAMPLE",
                 {std::string(kSecret), {"AKIDEXAMPLE", "arn:aws:iam::1:root", "1", std::nullopt}});
    }

    static net::HttpRequest a_signed_call(const Credentials& with = {"AKIDEXAMPLE",
                                                                     std::string(kSecret), ""},
                                          const SigningScope& scope = kEcs) {
        net::HttpRequest request{"POST", "/?b=2&a=1", {{"Host", "localhost:4566"}}, "{}", {}};
        request.headers.push_back({"X-Amz-Target", "T.ListClusters"});
        sign(request, with, scope, kNow);
        return request;
    }
    std::string refusal(const net::HttpRequest& request, TimePoint now = kNow) const {
        const auto verified = verify(request, ring, "us-east-1", now);
        return verified
                   ? "accepted"
                   : fmt::format("{}: {}", verified.error().kind->code, verified.error().message);
    }
    static std::string& header(net::HttpRequest& request, std::string_view name) {
        for (auto& header : request.headers)
            if (equals_ignoring_case(header.name, name)) return header.value;
        return request.headers.emplace_back().value;
    }

    KeyRing ring;
};

constexpr std::string_view kMismatch =
    "InvalidSignatureException: The request signature we calculated does not match the signature "
    "you provided. Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details.";

TEST_F(SigV4Verify, accepts_what_botocore_signed) {
    const auto cases = golden_cases();
    ASSERT_GE(cases.size(), 9U);
    for (const auto& golden : cases) {
        const auto verified = verify(golden.request, ring, "us-east-1", kNow);
        ASSERT_TRUE(verified) << golden.name << ": " << verified.error().message;
        EXPECT_EQ(verified->service, golden.service);
    }
}

TEST_F(SigV4Verify, accepts_what_sign_signed_and_says_who_and_for_what) {
    const auto verified = verify(a_signed_call(), ring, "us-east-1", kNow);
    ASSERT_TRUE(verified) << verified.error().message;
    EXPECT_EQ(verified->caller.arn, "arn:aws:iam::1:root");
    EXPECT_EQ(verified->service, "ecs");
}

TEST_F(SigV4Verify, signing_twice_is_signing_once) {
    auto request = a_signed_call();
    sign(request, {"AKIDEXAMPLE", std::string(kSecret), ""}, kEcs, kNow);
    EXPECT_EQ(refusal(request), "accepted");
}

TEST_F(SigV4Verify, refuses_a_call_that_was_changed_on_the_way) {
    auto body = a_signed_call();
    body.body = "{ }";
    auto target = a_signed_call();
    target.target = "/?b=2&a=3";
    auto method = a_signed_call();
    method.method = "PUT";
    auto operation = a_signed_call();
    header(operation, "X-Amz-Target") = "T.DeleteCluster";
    for (const auto& changed : {body, target, method, operation})
        EXPECT_EQ(refusal(changed), kMismatch);
}

TEST_F(SigV4Verify, refuses_unsigned_calls) {
    EXPECT_EQ(refusal({}), "MissingAuthenticationTokenException: Missing Authentication Token");
    net::HttpRequest basic{"GET", "/", {{"Authorization", "Basic YTpi"}}, "", {}};
    EXPECT_TRUE(refusal(basic).starts_with("IncompleteSignatureException")) << refusal(basic);
}

TEST_F(SigV4Verify, refuses_an_unknown_key_and_a_wrong_secret) {
    EXPECT_EQ(
        refusal(a_signed_call({"AKIDOTHER", std::string(kSecret), ""})),
        "UnrecognizedClientException: The security token included in the request is invalid.");
    EXPECT_EQ(refusal(a_signed_call({"AKIDEXAMPLE", "wrong", ""})), kMismatch);
}

TEST_F(SigV4Verify, refuses_a_session_token_that_it_never_gave) {
    EXPECT_TRUE(refusal(a_signed_call({"AKIDEXAMPLE", std::string(kSecret), "token"}))
                    .starts_with("UnrecognizedClientException"));
}

TEST_F(SigV4Verify, takes_five_minutes_of_skew_either_way_and_no_more) {
    const auto request = a_signed_call();
    EXPECT_EQ(refusal(request, kNow + kClockSkewMax), "accepted");
    EXPECT_EQ(refusal(request, kNow - kClockSkewMax), "accepted");
    EXPECT_EQ(refusal(request, kNow + kClockSkewMax + Seconds{1}),
              "InvalidSignatureException: Signature expired: 20261122T235551Z is now earlier than "
              "20261122T235552Z (20261123T000052Z - 5 min.)");
    EXPECT_EQ(refusal(request, kNow - kClockSkewMax - Seconds{1}),
              "InvalidSignatureException: Signature not yet current: 20261122T235551Z is still "
              "later than 20261122T235550Z (20261122T235050Z + 5 min.)");
}

TEST_F(SigV4Verify, names_our_region_when_another_was_signed_for) {
    const auto text =
        refusal(a_signed_call({"AKIDEXAMPLE", std::string(kSecret), ""}, {"eu-west-1", "ecs"}));
    EXPECT_NE(text.find("this installation is us-east-1"), std::string::npos) << text;
    EXPECT_NE(text.find("AWS_REGION=us-east-1"), std::string::npos) << text;
}

TEST_F(SigV4Verify, refuses_amz_headers_and_a_host_that_are_not_signed) {
    auto added = a_signed_call();
    added.headers.push_back({"X-Amz-Extra", "1"});
    EXPECT_NE(refusal(added).find("were not signed: x-amz-extra"), std::string::npos);

    net::HttpRequest without_host{"GET", "/", {}, "", {}};
    sign(without_host, {"AKIDEXAMPLE", std::string(kSecret), ""}, kEcs, kNow);
    EXPECT_NE(refusal(without_host).find("'Host'"), std::string::npos);
}

TEST_F(SigV4Verify, refuses_an_unsigned_payload) {
    net::HttpRequest request{
        "POST", "/", {{"Host", "h"}, {"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}}, "{}", {}};
    sign(request, {"AKIDEXAMPLE", std::string(kSecret), ""}, kEcs, kNow);
    EXPECT_NE(refusal(request).find("UNSIGNED-PAYLOAD is not accepted"), std::string::npos);
}

TEST_F(SigV4Verify, lives_through_every_truncation_and_change_of_the_header) {
    const auto request = a_signed_call();
    const std::string whole(*net::find_header(request.headers, "Authorization"));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto cut = request;
        header(cut, "Authorization") = whole.substr(0, at);
        EXPECT_NE(refusal(cut), "accepted") << whole.substr(0, at);
        auto changed = request;
        header(changed, "Authorization")[at] = '\0';
        EXPECT_NE(refusal(changed), "accepted") << at;
    }
    auto many = request;
    header(many, "Authorization") =
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/ecs/"
        "aws4_request, Signature=0, SignedHeaders=" +
        std::string(60'000, ';');
    EXPECT_TRUE(refusal(many).starts_with("IncompleteSignatureException"));
    auto short_date = request;
    header(short_date, "X-Amz-Date") = "2";
    EXPECT_NE(refusal(short_date), "accepted");
}

TEST(SignatureErrors, have_the_names_of_each_protocol) {
    const auto code = [](Protocol protocol, const ErrorKind& kind) {
        return signature_error_in(protocol, kind).code;
    };
    EXPECT_EQ(code(Protocol::Json11, errors::kInvalidSignature), "InvalidSignatureException");
    EXPECT_EQ(code(Protocol::Query, errors::kInvalidSignature), "SignatureDoesNotMatch");
    EXPECT_EQ(code(Protocol::Ec2, errors::kInvalidSignature), "AuthFailure");
    EXPECT_EQ(code(Protocol::Query, errors::kUnrecognizedClient), "InvalidClientTokenId");
    EXPECT_EQ(code(Protocol::Ec2, errors::kAccessDenied), "UnauthorizedOperation");
    EXPECT_EQ(code(Protocol::Ec2, errors::kSerialization), "SerializationException");
}

}  // namespace
}  // namespace ikada::aws
