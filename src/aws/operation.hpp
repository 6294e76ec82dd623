#pragma once
// An AWS API as data: a service is a table of operations, an operation a typed function.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "schema/http.hpp"
#include "schema/type.hpp"
#include "world/world.hpp"

namespace ikada::aws {

// The one account and region that this installation is.
struct Installation {
    std::string account = "000000000000";
    std::string region = "us-east-1";
    std::string endpoint = "http://127.0.0.1:4566";  // base URL of the API, as agents are told it
    std::string lb_domain = "elb.localhost";         // DNS names of load balancers end in it
};

// "arn:aws:ecs:us-east-1:000000000000:cluster/hobby"
std::string arn(const Installation& at, std::string_view service, std::string_view resource);

// Who signed the call.
struct Caller {
    std::string access_key_id;
    std::string arn;      // "arn:aws:iam::000000000000:root", or an instance's assumed role
    std::string user_id;  // as GetCallerIdentity shows it
    std::optional<std::string> instance_id;  // set for a container instance's own key: "i-…"
    bool is_temporary = false;               // signed with a session's key
};

// What an operation knows besides its request.
struct Call {
    const Installation& installation;
    const Caller& caller;
    std::string request_id;
    TimePoint now;
};

// Which callers may use an operation, until IAM decides: people and tools, instances, or both.
enum class Audience { Users, Instances, Everyone };

// One row of a service's table.
struct Operation {
    std::string_view action;  // as IAM names it: "ecs:CreateCluster"
    Audience audience;
    const schema::Type& (*input)();
    const schema::Type& (*output)();
    std::shared_ptr<void> (*make_request)();
    // Errors: the operation's; nothing it wrote stays then.
    Result<std::shared_ptr<const void>> (*execute)(world::Tx&, const void* request, const Call&);

    std::string_view name() const { return action.substr(action.find(':') + 1); }
};

namespace detail {
template <class F>
struct Signature;
template <class Out, class In>
struct Signature<Result<Out> (*)(world::Tx&, const In&, const Call&)> {
    using Input = In;
    using Output = Out;
};
}  // namespace detail

// The row for `Result<Output> function(Tx&, const Input&, const Call&)`; Input and Output are
// generated shapes.
template <auto function>
constexpr Operation operation(std::string_view action, Audience audience = Audience::Users) {
    using In = typename detail::Signature<decltype(function)>::Input;
    using Out = typename detail::Signature<decltype(function)>::Output;
    return {action,
            audience,
            []() -> const schema::Type& { return describe(static_cast<const In*>(nullptr)); },
            []() -> const schema::Type& { return describe(static_cast<const Out*>(nullptr)); },
            []() -> std::shared_ptr<void> { return std::make_shared<In>(); },
            [](world::Tx& tx, const void* request,
               const Call& call) -> Result<std::shared_ptr<const void>> {
                auto out = function(tx, *static_cast<const In*>(request), call);
                if (!out) return out.error();
                return std::shared_ptr<const void>(std::make_shared<const Out>(*std::move(out)));
            }};
}

enum class Protocol { Json11, Query, Ec2, RestJson, RestXml };

// One AWS service: what its clients speak and what it can do.
struct Service {
    std::string_view name;  // SigV4 service name: "ecs", "elasticloadbalancing"
    Protocol protocol;
    std::string_view target_prefix;  // JSON: X-Amz-Target before the dot
    std::string_view api_version;    // query and ec2: the Version parameter
    std::string_view xml_namespace;  // query, ec2 and rest-xml
    std::span<const Operation> operations;
    // What the service calls a request that its table of checks refuses.
    const ErrorKind& invalid_parameter;
    const ErrorKind& missing_parameter;
    std::span<const schema::HttpBinding> bindings = {};  // REST: one for each operation

    const Operation* find(std::string_view operation_name) const;
};

}  // namespace ikada::aws
