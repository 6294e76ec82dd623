#include "aws/body.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "aws/errors.hpp"

namespace ikada::aws {
namespace {

std::string gzip(const std::string& plain) {
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, plain.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

net::HttpRequest with(const std::string& encoding, std::string body) {
    return {"POST", "/", {{"Content-Encoding", encoding}}, std::move(body), {}};
}

TEST(PlainBody, is_the_body_where_nothing_is_packed) {
    EXPECT_EQ(*plain_body({"POST", "/", {}, "x", {}}), "x");
    EXPECT_EQ(*plain_body(with("identity", "x")), "x");
}

TEST(PlainBody, is_unpacked_gzip) {
    const std::string text(100'000, 'a');
    EXPECT_EQ(*plain_body(with("gzip", gzip(text))), text);
    EXPECT_EQ(*plain_body(with(" GZIP ", gzip(""))), "");
}

TEST(PlainBody, stops_a_bomb_at_its_limit) {
    const auto bomb = gzip(std::string(10'000'000, 'a'));
    EXPECT_LT(bomb.size(), 20'000U);
    const auto body = plain_body(with("gzip", bomb));
    ASSERT_FALSE(body);
    EXPECT_TRUE(body.error().is(errors::kRequestEntityTooLarge));
    EXPECT_TRUE(plain_body(with("gzip", gzip("abc")), 3));
    EXPECT_FALSE(plain_body(with("gzip", gzip("abcd")), 3));
}

TEST(PlainBody, refuses_what_is_broken_off_damaged_or_followed_by_more) {
    const auto packed = gzip("hello, hello, hello");
    for (std::size_t size = 0; size < packed.size(); ++size)
        EXPECT_FALSE(plain_body(with("gzip", packed.substr(0, size)))) << size;
    EXPECT_FALSE(plain_body(with("gzip", packed + "x")));
    EXPECT_FALSE(plain_body(with("gzip", "{}")));
}

TEST(PlainBody, refuses_other_encodings_and_trailers_by_name) {
    const auto chunked = plain_body(with("aws-chunked", "x"));
    ASSERT_FALSE(chunked);
    EXPECT_NE(chunked.error().message.find("aws-chunked"), std::string::npos);
    const auto trailer =
        plain_body({"POST", "/", {{"X-Amz-Trailer", "x-amz-checksum-crc32"}}, "x", {}});
    ASSERT_FALSE(trailer);
    EXPECT_NE(trailer.error().message.find("X-Amz-Trailer"), std::string::npos);
}

}  // namespace
}  // namespace ikada::aws
