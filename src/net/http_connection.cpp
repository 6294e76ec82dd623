#include "net/http_connection.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "base/strings.hpp"
#include "net/await.hpp"
#include "net/websocket_accept.hpp"

namespace ikada::net {
namespace {

constexpr std::chrono::seconds kLingerMax{2};  // for the peer to read a last answer

bool asks_to_close(const HttpResponse& response) {
    const auto connection = find_header(response.headers, "Connection");
    return connection && equals_ignoring_case(*connection, "close");
}

// What stands behind `respond` and `decide`: works once, and only while the connection is there.
class Responder {
  public:
    explicit Responder(std::weak_ptr<HttpConnection> connection)
        : connection_(std::move(connection)) {}
    ~Responder() { give(std::nullopt); }

    void give(std::optional<HttpConnection::Answer> answer) {
        if (given_.exchange(true)) return;
        if (const auto connection = connection_.lock()) connection->take_answer(std::move(answer));
    }

  private:
    const std::weak_ptr<HttpConnection> connection_;
    std::atomic<bool> given_ = false;
};

}  // namespace

HttpConnection::HttpConnection(Channel channel, AddressCounts::Seat seat,
                               std::shared_ptr<const ServerContext> context)
    : context_(std::move(context)),
      seat_(std::move(seat)),
      strand_(channel.get_executor()),
      peer_(seat_.address()),
      socket_(std::make_shared<TimedSocket>(std::move(channel))),
      reader_(socket_, context_->limits, peer_),
      wake_(strand_),
      requests_left_(context_->limits.requests_per_connection_max) {}

void HttpConnection::start() {
    asio::co_spawn(strand_, serve(shared_from_this()), [](std::exception_ptr bug) {
        if (bug) std::rethrow_exception(bug);  // nothing here throws but our bugs
    });
}

void HttpConnection::stop() {
    asio::post(strand_, [self = shared_from_this()] {
        self->stopping_ = true;
        self->wake_.cancel();
        if (!self->writing_) self->socket_->close();
    });
}

void HttpConnection::abort() {
    asio::post(strand_, [self = shared_from_this()] { self->socket_->close(); });
}

void HttpConnection::take_answer(std::optional<Answer> answer) {
    asio::dispatch(strand_, [self = shared_from_this(), answer = std::move(answer)]() mutable {
        if (!answer) {
            log::error("http server: a handler let go of a request without an answer; closing");
            self->stopping_ = true;
        }
        self->answer_ = std::move(answer);
        self->wake_.cancel();
    });
}

Awaitable<void> HttpConnection::serve(std::shared_ptr<HttpConnection> self) {
    socket_->expire_after(context_->limits.header_timeout);
    const auto no_tls = co_await socket_->shake_hands();
    bool goes_on = !no_tls;
    while (goes_on && !self->stopping_) goes_on = co_await serve_one();
    socket_->close();
}

// False: the connection ends, or is no longer ours.
Awaitable<bool> HttpConnection::serve_one() {
    const bool has_come = co_await reader_.await_request();
    if (!has_come) co_return false;
    auto failure = co_await reader_.read_request();
    if (failure) {
        co_await refuse(std::move(*failure));
        co_return false;
    }
    if (reader_.wants_websocket()) co_return co_await answer_upgrade();
    co_return co_await answer_request();
}

Awaitable<void> HttpConnection::refuse(ReadFailure failure) {
    if (failure.status == 0 || stopping_) co_return;
    auto response =
        context_->handler.refuse(failure.status, failure.reason, reader_.partial_request());
    co_await write(std::move(response), Framing{.close = true});
}

Awaitable<bool> HttpConnection::answer_request() {
    Framing framing{.close = !reader_.keep_alive() || --requests_left_ <= 0,
                    .http10 = reader_.is_http10(),
                    .head_only = reader_.is_head()};
    answer_.reset();
    auto responder = std::make_shared<Responder>(weak_from_this());
    context_->handler.handle(reader_.take_request(), [responder](HttpResponse response) {
        responder->give(std::move(response));
    });
    responder.reset();
    auto answer = co_await wait_for_answer();
    if (!answer) co_return false;
    co_return co_await write(std::get<HttpResponse>(std::move(*answer)), framing);
}

Awaitable<bool> HttpConnection::answer_upgrade() {
    answer_.reset();
    auto responder = std::make_shared<Responder>(weak_from_this());
    context_->handler.upgrade(reader_.take_request(),
                              [responder](Answer answer) { responder->give(std::move(answer)); });
    responder.reset();
    auto answer = co_await wait_for_answer();
    if (!answer) co_return false;
    if (auto* refusal = std::get_if<HttpResponse>(&*answer))
        co_return co_await write(std::move(*refusal), Framing{.close = !reader_.keep_alive()});
    accept_websocket(
        {socket_->release(), std::move(seat_), reader_.raw(), std::get<AcceptWebSocket>(*answer)},
        *context_->registry);
    co_return false;
}

Awaitable<std::optional<HttpConnection::Answer>> HttpConnection::wait_for_answer() {
    wake_.expires_at(asio::steady_timer::time_point::max());
    while (!answer_ && !stopping_) co_await wake_.async_wait(kAwait);
    co_return stopping_ ? std::nullopt : std::exchange(answer_, std::nullopt);
}

// False: the connection ends after it.
Awaitable<bool> HttpConnection::write(HttpResponse response, Framing framing) {
    framing.close = framing.close || asks_to_close(response);
    const std::string head = response_head(response, framing);
    const bool with_body = !framing.head_only && has_body(response.status);
    const std::string_view body = with_body ? std::string_view(response.body) : std::string_view{};
    socket_->expire_after(context_->limits.idle_timeout);
    writing_ = true;
    const error_code failure = co_await socket_->write(head, body);
    writing_ = false;
    if (failure || stopping_) co_return false;
    if (!framing.close) co_return true;
    socket_->expire_after(kLingerMax);
    co_await socket_->linger();
    co_return false;
}

}  // namespace ikada::net
