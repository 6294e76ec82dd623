#pragma once
// Streams to containers, as operations open them.

#include "aws/operation.hpp"
#include "base/json.hpp"
#include "ecs/types.hpp"
#include "ports/streams.hpp"

namespace ikada::ecs {

// Where operations find who carries streams. Streams are no records: nothing is derived.
class StreamDesk final : public world::Derived {
  public:
    void replaced(const world::Change&) override {}
    void connect(ports::StreamLink& link) { link_ = &link; }
    ports::StreamLink* link() const { return link_; }

  private:
    ports::StreamLink* link_ = nullptr;
};

struct StreamTarget {
    const Task* task;
    const Container* container;
};
// Errors: kInvalidParameter, kClusterNotFound, in ECS's words.
Result<StreamTarget> find_stream_target(const world::Tx& tx,
                                        const std::optional<std::string>& cluster,
                                        const std::string& task,
                                        const std::optional<std::string>& container);

struct Stream {
    std::string id, url, token;
};
// Opens once the transaction is durable. `request`: what the agent is to do there, without where.
//   Errors: kTargetNotConnected where no agent can come.
Result<Stream> open_stream(world::Tx& tx, const StreamTarget& target, json::object request,
                           const aws::Call& call);

}  // namespace ikada::ecs
