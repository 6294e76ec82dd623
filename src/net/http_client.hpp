#pragma once
// A blocking HTTP/1.1 client over TCP, TLS or a unix socket, for agents and command-line tools.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http.hpp"
#include "net/tls.hpp"

namespace ikada::net {

inline constexpr ErrorKind kTimedOut{"TimedOut"};  // connected or not, no answer in time

struct UnixAddress {
    std::string path;
};
using Address = std::variant<TcpAddress, UnixAddress>;

// Splits "http://host:port/path" into where to connect and the path (at least "/").
//   Errors: kMalformed for a scheme that is not among `schemes` and for a bad port.
struct Url {
    TcpAddress address;
    std::string path;
    bool is_https = false;
};
enum class Schemes { Http, HttpAndHttps };
Result<Url> parse_url(std::string_view text, Schemes schemes = Schemes::Http);

// Whom a client of that URL believes: with https those of `bundle` (as TlsTrust::make), else null.
Result<std::shared_ptr<const TlsTrust>> trust_for(const Url& url, const std::string& bundle);

// Keeps one connection open between calls and opens a new one when the server closed it.
// One caller at a time; make one client a thread.
class HttpClient {
  public:
    // `trust`: speaks TLS (1.2 or newer) and believes these, else plain text. The server's
    // certificate must be for the host of the address.
    explicit HttpClient(Address address, std::shared_ptr<const TlsTrust> trust = {});
    ~HttpClient();
    HttpClient(HttpClient&&) noexcept;

    // Sends and reads the whole answer. Content-Length and, where missing, Host are added.
    //   Errors, naming the address: kIoError (refused, broken off); kTimedOut (nothing for
    //   `timeout`).
    Result<HttpResponse> send(const HttpRequest& request, Millis timeout);

    // As above, but hands over the body as it comes. on_data returns false to stop: that closes the
    // connection and is no error. `idle_timeout` counts from one piece to the next.
    Result<HttpResponse> stream(const HttpRequest& request, Millis idle_timeout,
                                const std::function<bool(std::string_view)>& on_data);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ikada::net
