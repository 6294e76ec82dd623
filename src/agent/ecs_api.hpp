#pragma once
// The ECS API as the agent calls it: JSON 1.1, signed with the instance's key.

#include <string>
#include <string_view>

#include "agent/options.hpp"
#include "net/http_client.hpp"
#include "schema/json_codec.hpp"

namespace ikada::agent {

constexpr Millis kApiTimeout{42'000};  // the ECS agent's, per attempt

struct LastAnswer {
    int status = 0;
    std::string request_id;
};

// One caller at a time; make one a thread. The options must outlive it.
class EcsApi {
  public:
    // Errors: kMalformed for an endpoint that is no http:// URL.
    static Result<EcsApi> open(const AgentOptions& options);

    // Errors: kIoError, net::kTimedOut, aws::kRemote ("Code: text"), kMalformed for an answer that
    // is not the operation's.
    template <class Out, class In>
    Result<Out> call(std::string_view operation, const In& request, Millis timeout = kApiTimeout) {
        auto body = send({operation, timeout}, schema::type_of<In>(), &request);
        if (!body) return body.error();
        return schema::from_json<Out>(std::string_view(*body));
    }

    // Of the last call, if it was answered.
    const LastAnswer& last_answer() const { return last_answer_; }

  private:
    EcsApi(const AgentOptions& options, net::TcpAddress address)
        : options_(&options), address_(address), http_(net::Address{address}) {}
    struct Call {
        std::string_view operation;
        Millis timeout;
    };
    Result<std::string> send(const Call& call, const schema::Type& input, const void* request);

    const AgentOptions* options_;
    net::TcpAddress address_;
    net::HttpClient http_;
    LastAnswer last_answer_;
};

std::string host_header(const net::TcpAddress& address);

}  // namespace ikada::agent
