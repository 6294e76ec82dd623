#include "net/tls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <fstream>

#include "net/asio.hpp"
#include "net/certificates.hpp"
#include "net/frame_stream.hpp"
#include "net/http_client.hpp"
#include "net/testing.hpp"

namespace ikada::net {
namespace {

namespace ssl = asio::ssl;
using testing::RawClient;
using testing::TestServer;

const TimePoint kNow = std::chrono::floor<Millis>(std::chrono::system_clock::now());
const Validity kThisWeek{kNow - std::chrono::days{1}, kNow + std::chrono::days{7}};
const CertificateAuthority& authority() {
    static const auto made = *make_authority("test", kThisWeek);
    return made;
}
TlsIdentity identity(const std::vector<std::string>& names) {
    return *issue_certificate(authority(), names, kThisWeek);
}

using Stream = ssl::stream<Tcp::socket>;

// A client that trusts the authority and expects a name.
struct TlsClient {
    asio::io_context io;
    ssl::context context{ssl::context::tls_client};
    std::optional<Stream> stream;
    error_code failure;

    TlsClient(int port, const std::string& name, int version = 0) {
        context.add_certificate_authority(asio::buffer(authority().certificate));
        if (version != 0) SSL_CTX_set_min_proto_version(context.native_handle(), version);
        if (version != 0) SSL_CTX_set_max_proto_version(context.native_handle(), version);
        stream.emplace(io, context);
        stream->set_verify_mode(ssl::verify_peer);
        stream->set_verify_callback(ssl::host_name_verification(name));
        SSL_set_tlsext_host_name(stream->native_handle(), name.c_str());
        stream->next_layer().connect(
            {asio::ip::address_v4::loopback(), static_cast<asio::ip::port_type>(port)});
        stream->handshake(Stream::client, failure);
    }
    std::string ask(std::string_view request) {
        asio::write(*stream, asio::buffer(request.data(), request.size()), failure);
        std::string answer(4096, '\0');
        answer.resize(stream->read_some(asio::buffer(answer), failure));
        return answer;
    }
    std::string serial() {
        const std::unique_ptr<X509, decltype(&X509_free)> shown(
            SSL_get1_peer_certificate(stream->native_handle()), X509_free);
        const auto* number = X509_get0_serialNumber(shown.get());
        return {reinterpret_cast<const char*>(number->data),
                static_cast<std::size_t>(number->length)};
    }
};

struct TlsTest : ::testing::Test, TestServer {
    std::shared_ptr<TlsContext> context;

    void start_tls(HttpServerLimits limits = {}) {
        context =
            *TlsContext::make(identity({"localhost", "127.0.0.1", "*.us-east-1.amazonaws.com"}));
        auto listening = HttpServer::listen(loop, {{"127.0.0.1", 0}, context}, handler, limits);
        ASSERT_TRUE(listening) << listening.error().message;
        server = *std::move(listening);
    }
};

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(TlsTest, serves_whom_trusts_the_authority_under_each_of_its_names) {
    start_tls();
    for (const auto* name : {"localhost", "127.0.0.1", "ecs.us-east-1.amazonaws.com"}) {
        TlsClient client(port(), name);
        ASSERT_FALSE(client.failure) << name << ": " << client.failure.message();
        EXPECT_TRUE(client.ask(kGet).ends_with("GET /a \n"));
        EXPECT_TRUE(client.ask(kGet).ends_with("GET /a \n"));
    }
}

TEST_F(TlsTest, is_not_taken_for_another) {
    start_tls();
    EXPECT_TRUE(TlsClient(port(), "ecs.eu-west-1.amazonaws.com").failure);
    EXPECT_TRUE(TlsClient(port(), "a.b.us-east-1.amazonaws.com").failure);
}

TEST_F(TlsTest, speaks_tls_1_2_and_1_3_and_nothing_older) {
    start_tls();
    EXPECT_FALSE(TlsClient(port(), "localhost", TLS1_2_VERSION).failure);
    EXPECT_FALSE(TlsClient(port(), "localhost", TLS1_3_VERSION).failure);
    EXPECT_TRUE(TlsClient(port(), "localhost", TLS1_1_VERSION).failure);
}

TEST_F(TlsTest, a_handler_knows_that_a_request_came_over_tls) {
    handler.on_request = [](const HttpRequest& request, const Respond& respond) {
        respond({.status = request.over_tls ? 200 : 500, .headers = {}, .body = "x"});
    };
    start_tls();
    EXPECT_NE(TlsClient(port(), "localhost").ask(kGet).find(" 200 "), std::string::npos);
}

TEST_F(TlsTest, shows_a_renewed_certificate_to_new_connections_while_old_ones_go_on) {
    start_tls();
    TlsClient before(port(), "localhost");
    ASSERT_TRUE(context->renew(identity({"localhost"})));
    TlsClient after(port(), "localhost");
    EXPECT_NE(before.serial(), after.serial());
    EXPECT_TRUE(before.ask(kGet).ends_with("GET /a \n"));
    EXPECT_TRUE(after.ask(kGet).ends_with("GET /a \n"));
}

TEST_F(TlsTest, says_goodbye_after_a_last_answer) {
    start_tls();
    TlsClient client(port(), "localhost");
    client.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    client.ask("");
    EXPECT_EQ(client.failure, asio::error::eof);  // a bare end would be stream_truncated
}

TEST_F(TlsTest, closes_on_bytes_that_are_no_tls) {
    start_tls();
    RawClient client(port());
    client.write(kGet);
    EXPECT_EQ(client.read_to_end().find("HTTP/1.1"), std::string::npos);
    EXPECT_FALSE(TlsClient(port(), "localhost").failure);
}

TEST_F(TlsTest, does_not_wait_for_a_handshake_that_does_not_come) {
    start_tls({.header_timeout = std::chrono::seconds(0)});
    EXPECT_EQ(RawClient(port()).read_to_end(), "");
}

TEST_F(TlsTest, carries_websockets) {
    handler.on_upgrade = [](HttpRequest, const DecideUpgrade& decide) {
        decide(AcceptWebSocket([](std::shared_ptr<WebSocket> socket) {
            return WebSocketEvents{
                .on_message = [socket](std::string text) { socket->send("echo " + text); },
                .on_close = {}};
        }));
    };
    start_tls();
    TlsClient client(port(), "localhost");
    ASSERT_FALSE(client.failure);
    boost::beast::websocket::stream<Stream&> socket(*client.stream);
    socket.handshake("localhost", "/ws");
    const std::string big(100'000, 'x');
    socket.write(asio::buffer(big));
    boost::beast::flat_buffer answer;
    socket.read(answer);
    EXPECT_EQ(boost::beast::buffers_to_string(answer.data()), "echo " + big);
    socket.close(boost::beast::websocket::close_code::normal);
}

// A file of authorities for HttpClient to trust.
std::shared_ptr<const TlsTrust> trust_in(const CertificateAuthority& who) {
    const auto file = ::testing::TempDir() + "/ikada-tls-trust.pem";
    std::ofstream(file) << who.certificate;
    return *TlsTrust::make(file);
}

TEST_F(TlsTest, our_client_speaks_it_and_keeps_the_connection) {
    start_tls();
    HttpClient client(TcpAddress{"localhost", port()}, trust_in(authority()));
    const std::string big(300'000, 'x');
    for (int i = 0; i < 2; ++i) {
        const auto answer = client.send({.method = "POST", .body = big}, Seconds{20});
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(answer->status, 200);
    }
}

TEST_F(TlsTest, our_client_believes_only_whom_it_trusts_and_only_for_the_name_it_asked) {
    start_tls();
    HttpClient stranger(TcpAddress{"localhost", port()},
                        trust_in(*make_authority("other", kThisWeek)));
    const auto refused = stranger.send({}, Seconds{20});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("certificate verify failed"));

    ASSERT_TRUE(context->renew(identity({"another.example"})));
    HttpClient other_name(TcpAddress{"127.0.0.1", port()}, trust_in(authority()));
    EXPECT_FALSE(other_name.send({}, Seconds{20}));
    EXPECT_FALSE(TlsTrust::make("/no/such/file"));
}

// Whose frames come back to it.
TEST_F(TlsTest, our_frame_streams_speak_it_only_with_whom_they_trust) {
    handler.on_upgrade = [](HttpRequest, const DecideUpgrade& decide) {
        decide(AcceptWebSocket([](std::shared_ptr<WebSocket> socket) {
            return WebSocketEvents{
                .on_message = [socket](std::string bytes) { socket->send(std::move(bytes)); },
                .on_close = {},
                .binary = true};
        }));
    };
    start_tls();
    const auto dial = [&](const std::shared_ptr<const TlsTrust>& trust) {
        return FrameStream::dial(loop, {{"localhost", port()}, {}, Seconds{20}, trust});
    };
    const auto stream = dial(trust_in(authority()));
    ASSERT_TRUE(stream) << stream.error().message;
    const StreamFrame frame{FrameKind::Output, std::string("\0\xff", 2)};
    (*stream)->send(frame);
    (*stream)->wait(Seconds{20});
    EXPECT_EQ((*stream)->take(), std::vector{frame});

    const auto refused = dial(trust_in(*make_authority("other", kThisWeek)));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("certificate verify failed"));
    ASSERT_TRUE(context->renew(identity({"another.example"})));
    EXPECT_FALSE(dial(trust_in(authority())));
}

TEST(Tls, refuses_a_key_that_is_another_certificates) {
    auto mixed = identity({"a"});
    mixed.private_key = identity({"a"}).private_key;
    EXPECT_FALSE(TlsContext::make(mixed));
    EXPECT_FALSE(TlsContext::make({"no", "certificate"}));
    const auto context = TlsContext::make(identity({"a"}));
    ASSERT_TRUE(context);
    EXPECT_FALSE((*context)->renew(mixed));
}

TEST(Certificates, know_their_end) {
    EXPECT_EQ(*end_of_validity(authority().certificate),
              std::chrono::floor<Seconds>(kThisWeek.until));
    EXPECT_FALSE(end_of_validity("no certificate"));
}

TEST(Certificates, come_only_from_an_authority_with_its_own_key) {
    auto mixed = authority();
    mixed.private_key = make_authority("other", kThisWeek)->private_key;
    EXPECT_FALSE(issue_certificate(mixed, {"a"}, kThisWeek));
    EXPECT_FALSE(issue_certificate({"", ""}, {"a"}, kThisWeek));
}

}  // namespace
}  // namespace ikada::net
