#pragma once
// Puts events on their way to the targets of rules; the controller takes them there.

#include "aws/operation.hpp"
#include "events/event.hpp"
#include "events/types.hpp"

namespace ikada::events {

constexpr std::size_t kWaitingMax = 1'000;  // events of one rule that no target took yet; choice

struct Sent {
    std::string id, text;
    TimePoint due_at;  // from when on its age counts
};
// To each target of this rule. Above kWaitingMax the event is dropped, and the log says so.
void send_to(world::Tx& tx, const Rule& rule, const Sent& event);

// To the targets of every enabled rule whose pattern it matches.
void send(world::Tx& tx, const aws::Installation& at, const Event& event, TimePoint now);

}  // namespace ikada::events
