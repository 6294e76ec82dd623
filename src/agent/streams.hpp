#pragma once
// The edge to clients that look into containers: dials to the control plane and carries logs and
// commands between it and Docker, each on a thread of its own.

#include <memory>

#include "agent/options.hpp"
#include "agent/stream_order.hpp"
#include "net/loop.hpp"

namespace ikada::agent {

constexpr int kStreamsAtOnceMax = 16;  // more are told so

class Streams {
  public:
    // Both must outlive the process's last stream.
    Streams(const AgentOptions& options, net::Loop& loop);
    ~Streams();

    // Returns at once; any thread. What cannot be opened is told to the client.
    void open(StreamOrder order);

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ikada::agent
