#pragma once
// Takes up a stream to a container that the API has allowed.

#include <memory>
#include <optional>
#include <string>

#include "client/settings.hpp"
#include "net/frame_stream.hpp"
#include "net/http_client.hpp"

namespace ikada::client {

class StreamDialer {
  public:
    explicit StreamDialer(Settings settings) : settings_(std::move(settings)) {}

    // At the endpoint that we call, by the path of the stream's URL: the server may know itself by
    // another name. Blocks. Errors: kIoError, naming the address.
    Result<std::unique_ptr<net::FrameStream>> dial(const std::string& stream_url,
                                                   const std::string& token);

  private:
    Result<std::shared_ptr<const net::TlsTrust>> trust(const net::Url& url);

    const Settings settings_;
    std::optional<std::shared_ptr<const net::TlsTrust>> trust_;  // read once
    net::Loop loop_{1};
};

}  // namespace ikada::client
