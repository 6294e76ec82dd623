#include "net/loop.hpp"

#include <fmt/format.h>

#include <utility>

#include "net/asio.hpp"

namespace ikada::net {

Loop::Loop(int threads) : impl_(std::make_unique<Impl>()) {
    for (int i = 0; i < threads; ++i) impl_->threads.emplace_back([io = &impl_->io] { io->run(); });
}

Loop::~Loop() {
    impl_->io.stop();
    for (auto& thread : impl_->threads) thread.join();
}

void Loop::post(std::function<void()> work) { asio::post(impl_->io, std::move(work)); }

void Loop::post_after(std::chrono::milliseconds delay, std::function<void()> work) {
    auto timer = std::make_shared<asio::steady_timer>(impl_->io, delay);
    timer->async_wait([timer, work = std::move(work)](error_code failure) {
        if (!failure) work();
    });
}

std::string address_text(const std::string& host, int port) {
    const bool bare_v6 = host.find(':') != std::string::npos && !host.starts_with('[');
    return bare_v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

}  // namespace ikada::net
