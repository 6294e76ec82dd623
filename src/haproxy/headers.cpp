#include "haproxy/headers.hpp"

#include <fmt/format.h>

#include "haproxy/pages.hpp"
#include "haproxy/quoting.hpp"

namespace ikada::haproxy {
namespace {

using ports::ForwardedHeaders;

// ALB quotas: request line and single header 16 K.
constexpr int kLineBytesMax = 16 * 1024;
// A longer trace header is written anew (ALB).
constexpr int kTraceBytesMax = 7 * 1024;
constexpr int kHttpPort = 80;  // the port that a Host header need not name

// One line with all addresses, as an ALB sends it. (Where a client sent several, ours follows in
// another: that is the same list.)
std::string forwarded_for_lines(const ports::Frontend& frontend) {
    const auto* client = frontend.forwarded_client_port ? "%[src]:%[src_port]" : "%[src]";
    switch (frontend.forwarded) {
        case ForwardedHeaders::Preserve:
            return "";
        case ForwardedHeaders::Remove:
            return "    http-request del-header X-Forwarded-For\n";
        case ForwardedHeaders::Append:
            break;
    }
    constexpr auto kHasOne = "{ req.fhdr_cnt(x-forwarded-for) eq 1 }";
    return fmt::format(
        "    http-request set-header X-Forwarded-For '%[req.fhdr(x-forwarded-for)], {0}' if {1}\n"
        "    http-request add-header X-Forwarded-For {0} unless {1}\n",
        client, kHasOne);
}

// docs.aws.amazon.com: "Request tracing for your Application Load Balancer".
std::string trace_lines() {
    constexpr auto kId =
        "1-%[date,hex,bytes(8,8),lower]-%[rand,hex,bytes(8,8),lower]%[rand,hex,bytes(8,8),lower]"
        "%[rand,hex,bytes(8,8),lower]";
    // HAProxy makes a new text before it looks for the header: hence has_trace.
    return fmt::format(
        "    acl has_trace req.fhdr(x-amzn-trace-id) -m found\n"
        "    http-request del-header X-Amzn-Trace-Id if {{ req.fhdr(x-amzn-trace-id) -m len {1}: "
        "}}\n"
        "    http-request replace-header X-Amzn-Trace-Id '^(.*;)?Self=[^;]*;?(.*)$' '\\1\\2' "
        "if has_trace\n"
        "    http-request replace-header X-Amzn-Trace-Id '^((?:.*;)?Root=.*)$' 'Self={0};\\1' "
        "if has_trace\n"
        "    http-request replace-header X-Amzn-Trace-Id '^(?!Self=)(.+)$' 'Root={0};\\1' "
        "if has_trace\n"
        "    http-request set-header X-Amzn-Trace-Id Root={0} unless has_trace\n",
        kId, kTraceBytesMax + 1);
}

}  // namespace

std::string header_lines(const ports::Frontend& frontend) {
    std::string lines = forwarded_for_lines(frontend);
    lines += fmt::format(
        "    http-request set-header X-Forwarded-Proto http\n"
        "    http-request set-header X-Forwarded-Port {}\n",
        frontend.port);
    lines += trace_lines();
    if (frontend.drop_invalid_headers) lines += "    option http-restrict-req-hdr-names delete\n";
    if (!frontend.preserve_host && frontend.port != kHttpPort)
        lines += fmt::format(
            "    http-request set-header Host %[req.hdr(host)]:{} if {{ var(txn.host) -m found }} "
            "!{{ req.hdr(host) -m sub : }}\n",
            frontend.port);
    return lines;
}

std::string answer_header_lines(const ports::Frontend& frontend) {
    std::string lines;
    if (frontend.drop_server_header)
        lines += "    http-after-response del-header Server unless { stopping }\n";
    for (const auto& [name, value] : frontend.answer_headers)
        lines += fmt::format("    http-after-response set-header {} {} unless {{ stopping }}\n",
                             name, quote(log_literal(value)));
    return lines;
}

std::string refusal_lines() {
    const auto refuse = [](int status, std::string_view condition) {
        return fmt::format("    http-request return {} if {}\n", page_words(status), condition);
    };
    return refuse(405, "{ method TRACE CONNECT }") +
           refuse(414, fmt::format("{{ url -m len {}: }}", kLineBytesMax)) +
           refuse(400, "HTTP_1.1 !{ var(txn.host) -m found }") +
           refuse(400, fmt::format("{{ req.hdrs -m len {0}: }} {{ req.hdrs -m reg "
                                   "'[^\\n]{{{0}}}' }}",
                                   kLineBytesMax));
}

}  // namespace ikada::haproxy
