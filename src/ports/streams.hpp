#pragma once
// Port to what carries bytes between a client and a container.

#include <string>

namespace ikada::ports {

// A stream that an operation has allowed. In memory only: after a restart clients ask again.
struct StreamOrder {
    std::string id;
    std::string token;                   // who shows it is the client, once
    std::string container_instance_arn;  // whose agent is the other end
    std::string ec2_instance_id;         // of the instances' keys, only its own may be that
    std::string request;  // the JSON object for IkadaStreamsMessage.streams[], `id` included
};

class StreamLink {
  public:
    virtual ~StreamLink() = default;
    // Level-triggered: the agent is told until it comes; forgotten if an end stays away.
    // Returns at once; safe from any thread.
    virtual void open(StreamOrder order) = 0;
};

}  // namespace ikada::ports
