#pragma once
// Takes up a stream to a container that the API has allowed.

#include <memory>
#include <string>

#include "client/settings.hpp"
#include "net/frame_stream.hpp"

namespace ikada::client {

class StreamDialer {
  public:
    explicit StreamDialer(Settings settings) : settings_(std::move(settings)) {}

    // At the endpoint that we call, by the path of the stream's URL: the server may know itself by
    // another name. Blocks. Errors: kIoError, naming the address.
    Result<std::unique_ptr<net::FrameStream>> dial(const std::string& stream_url,
                                                   const std::string& token);

  private:
    const Settings settings_;
    net::Loop loop_{1};
};

}  // namespace ikada::client
