#pragma once
// How simulated people call the API.

#include "sim/platform.hpp"

namespace ikada::sim {

// The call and what came of it go into the journal.
template <class Out, class In>
Result<Out> user_call(const Stage& stage, std::string_view operation, const In& request) {
    auto answer = stage.platform.call<Out>(operation, request);
    if (answer)
        stage.journal.note(stage.timeline.now(), "user: {}", operation);
    else
        stage.journal.note(stage.timeline.now(), "user: {}: {}", operation, answer.error().message);
    return answer;
}

}  // namespace ikada::sim
