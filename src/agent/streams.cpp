#include "agent/streams.hpp"

#include <atomic>
#include <thread>

#include "agent/ecs_api.hpp"
#include "agent/stream_carrier.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"

namespace ikada::agent {
namespace {

constexpr Millis kDialTimeout{10'000};
constexpr int kRefusalsAtOnceMax = 16;  // beyond, the client hears from the server that nobody came

Result<net::WebSocketDial> dial_of(const AgentOptions& options, const std::string& stream) {
    const auto url = net::parse_url(options.endpoint);
    if (!url) return url.error();
    net::WebSocketDial dial{url->address, {}, kDialTimeout, {}};
    dial.request.target = "/streams/" + stream;
    dial.request.headers.push_back({"Host", host_header(url->address)});
    aws::sign(dial.request, options.credentials, {options.region, "ecs"}, system_clock().now());
    return dial;
}

}  // namespace

struct Streams::Impl {
    Impl(const AgentOptions& given, net::Loop& on) : options(given), loop(on) {}

    const AgentOptions& options;
    net::Loop& loop;
    std::atomic<int> open = 0;

    void carry(const StreamOrder& order) const;
};

void Streams::Impl::carry(const StreamOrder& order) const {
    auto dial = dial_of(options, order.id);
    if (!dial) return log::warn("stream: {}", dial.error().message);
    auto stream = net::FrameStream::dial(loop, *std::move(dial));
    if (!stream) return log::warn("stream: {}", stream.error().message);
    docker::Client docker(options.docker_socket);
    const auto carried = order.why_not.empty()
                             ? carry_stream(docker, **stream, order)
                             : Status(fail(docker::kRefused, "{}", order.why_not));
    if (!carried) (*stream)->send({FrameKind::Failure, carried.error().message});
    (*stream)->end(1000, "");
}

Streams::Streams(const AgentOptions& options, net::Loop& loop)
    : impl_(std::make_shared<Impl>(options, loop)) {}

Streams::~Streams() = default;

void Streams::open(StreamOrder order) {
    const int others = impl_->open.fetch_add(1);
    if (others >= kStreamsAtOnceMax + kRefusalsAtOnceMax) {
        impl_->open.fetch_sub(1);
        return log::warn("stream {} is not opened: {} are", order.id, others);
    }
    if (others >= kStreamsAtOnceMax)
        order.why_not = fmt::format("{} streams are open already at this container instance.",
                                    kStreamsAtOnceMax);
    std::thread([impl = impl_, order = std::move(order)] {
        impl->carry(order);
        impl->open.fetch_sub(1);
    }).detach();
}

}  // namespace ikada::agent
