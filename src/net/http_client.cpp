#include "net/http_client.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <utility>

#include "net/client_connection.hpp"
#include "net/http_wire.hpp"

namespace ikada::net {
namespace {

namespace http = boost::beast::http;

using Parser = http::response_parser<http::string_body>;
using OnData = std::function<bool(std::string_view)>;

constexpr std::uint32_t kResponseHeaderBytesMax = 64 * 1024;
constexpr std::size_t kUnparsedAnswerMax = 1024 * 1024;
constexpr std::size_t kResponseBodyBytesMax = 64 * 1024 * 1024;  // of send; streams have no end

std::string host_header(const Address& address) {
    const auto* tcp = std::get_if<TcpAddress>(&address);
    if (tcp == nullptr) return "localhost";
    return tcp->port == 80 ? tcp->host : address_text(tcp->host, tcp->port);
}

Headers headers_of(const http::fields& fields) {
    Headers headers;
    for (const auto& field : fields) {
        const auto name = field.name_string();
        const auto value = field.value();
        headers.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
    }
    return headers;
}

// One request and its answer. The outcome of `run` is no error also when on_data stopped it.
class Exchange {
  public:
    Exchange(ClientConnection& connection, const HttpRequest& request, Millis limit)
        : connection_(connection), request_(request), limit_(limit) {}

    error_code run(const std::string& head, const OnData& on_data);
    bool heard_nothing() const { return heard_nothing_; }
    bool may_go_on() const { return whole_ && !stopped_ && parser_->keep_alive(); }
    HttpResponse take_response();

  private:
    error_code write(const std::string& head);
    error_code read_head();
    error_code read_body(const OnData& on_data);
    error_code step();
    bool hand_over(const OnData& on_data);
    void new_parser(bool streaming);
    bool is_interim() const;

    ClientConnection& connection_;
    const HttpRequest& request_;
    const Millis limit_;
    std::optional<Parser> parser_;
    bool streaming_ = false;
    bool heard_nothing_ = true;
    bool stopped_ = false;
    bool whole_ = false;
};

// A server may answer and close without reading all of the request: its answer tells more than our
// failure to write.
error_code Exchange::run(const std::string& head, const OnData& on_data) {
    streaming_ = static_cast<bool>(on_data);
    const auto unsent = write(head);
    if (unsent == asio::error::timed_out) return unsent;
    auto failure = read_head();
    if (!failure) failure = read_body(on_data);
    if (failure && unsent) return unsent;
    whole_ = !failure && !unsent;
    return failure;
}

error_code Exchange::write(const std::string& head) {
    const auto failure = connection_.write(head, limit_);
    return failure ? failure : connection_.write(request_.body, limit_);
}

void Exchange::new_parser(bool streaming) {
    parser_.reset();
    parser_.emplace();
    parser_->header_limit(kResponseHeaderBytesMax);
    if (streaming)
        parser_->body_limit(boost::none);
    else
        parser_->body_limit(kResponseBodyBytesMax);
    parser_->skip(request_.method == "HEAD");
}

bool Exchange::is_interim() const {
    const auto status = parser_->get().result_int();
    return status >= 100 && status < 200 && status != 101;
}

error_code Exchange::read_head() {
    do {
        new_parser(streaming_);
        while (!parser_->is_header_done())
            if (const auto failure = step()) return failure;
    } while (is_interim());
    return {};
}

error_code Exchange::read_body(const OnData& on_data) {
    while (!parser_->is_done() && !stopped_) {
        const auto failure = step();
        if (streaming_ && !hand_over(on_data)) stopped_ = true;
        if (failure && !stopped_) return failure;
    }
    return {};
}

// Parses what is there, or reads more.
error_code Exchange::step() {
    auto& buffer = connection_.buffer();
    error_code failure = http::error::need_more;
    if (buffer.size() > 0) buffer.consume(parser_->put(buffer.data(), failure));
    if (failure != http::error::need_more) return failure;
    if (buffer.size() > kUnparsedAnswerMax) return http::error::buffer_overflow;
    failure = connection_.read_more(limit_);
    if (buffer.size() > 0) heard_nothing_ = false;
    if (failure != asio::error::eof || !parser_->got_some()) return failure;
    parser_->put_eof(failure);
    return failure;
}

bool Exchange::hand_over(const OnData& on_data) {
    auto piece = std::exchange(parser_->get().body(), {});
    return piece.empty() || on_data(piece);
}

HttpResponse Exchange::take_response() {
    auto message = parser_->release();
    return {.status = static_cast<int>(message.result_int()),
            .headers = headers_of(message),
            .body = std::move(message.body())};
}

}  // namespace

struct HttpClient::Impl {
    Impl(Address to, std::shared_ptr<const TlsTrust> trust)
        : address(std::move(to)), connection(std::move(trust)) {}

    const Address address;
    ClientConnection connection;

    Result<HttpResponse> exchange(const HttpRequest& request, Millis limit, const OnData& on_data);
    Error explain(const HttpRequest& request, error_code failure, Millis limit) const;
};

Result<HttpResponse> HttpClient::Impl::exchange(const HttpRequest& request, Millis limit,
                                                const OnData& on_data) {
    const auto head = request_head(request, host_header(address));
    while (true) {
        const bool reused = connection.is_open();
        if (!reused)
            if (const auto failure = connection.open(address, limit))
                return explain(request, failure, limit);

        Exchange exchange(connection, request, limit);
        const auto failure = exchange.run(head, on_data);
        if (failure) connection.close();
        // The server may close an idle connection while we begin to use it again: once more on a
        // new one, which ends this loop.
        const bool was_stale = reused && exchange.heard_nothing();
        if (failure && was_stale && failure != asio::error::timed_out) continue;
        if (failure) return explain(request, failure, limit);
        if (!exchange.may_go_on() || connection.buffer().size() > 0) connection.close();
        return exchange.take_response();
    }
}

Error HttpClient::Impl::explain(const HttpRequest& request, error_code failure,
                                Millis limit) const {
    const auto where = address_text(address);
    if (failure == asio::error::timed_out)
        return fail(kTimedOut, "{} {} at {}: nothing for {} ms", request.method, request.path(),
                    where, limit.count());
    const bool broken = failure == asio::error::eof || failure == http::error::partial_message;
    return fail(kIoError, "{} {} at {}: {}", request.method, request.path(), where,
                broken ? "the connection was broken off" : failure.message());
}

HttpClient::HttpClient(Address address, std::shared_ptr<const TlsTrust> trust)
    : impl_(std::make_unique<Impl>(std::move(address), std::move(trust))) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request, Millis timeout) {
    return impl_->exchange(request, timeout, {});
}

Result<HttpResponse> HttpClient::stream(const HttpRequest& request, Millis idle_timeout,
                                        const OnData& on_data) {
    return impl_->exchange(request, idle_timeout, on_data);
}

}  // namespace ikada::net
