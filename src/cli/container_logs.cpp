#include "cli/container_logs.hpp"

#include <functional>

#include "aws/protocol.hpp"
#include "base/strings.hpp"

namespace ikada::cli {
namespace {

constexpr Millis kEntryEvery{50};
constexpr Millis kLastLinesPatience{5'000};

class Follower final : public deploy::LogFollower {
  public:
    Follower(client::LogReader reader, std::FILE* out, std::function<void(const Error&)> complain)
        : reader_(std::move(reader)), out_(out), complain_(std::move(complain)) {}

    bool pass_on() override {
        if (is_over()) return false;
        const auto news = reader_.read();
        if (!news) {
            failed_ = true;
            complain_(news.error());
            return false;
        }
        for (const auto& entry : *news) std::fwrite(entry.text.data(), 1, entry.text.size(), out_);
        std::fflush(out_);
        return !news->empty();
    }
    bool is_over() const override { return failed_ || reader_.is_over(); }

  private:
    client::LogReader reader_;
    std::FILE* const out_;
    std::function<void(const Error&)> complain_;
    bool failed_ = false;
};

}  // namespace

std::optional<client::Settings> log_settings(client::Settings settings) {
    auto& urls = settings.endpoint_urls;
    if (const auto ecs = urls.find("ecs"); ecs != urls.end()) urls["ikada"] = ecs->second;
    if (urls["ikada"].empty()) urls["ikada"] = urls[""];
    if (urls["ikada"].empty()) return std::nullopt;
    return settings;
}

ContainerLogs::ContainerLogs(client::Settings settings, client::Pace& pace, deploy::Voice& voice,
                             std::FILE* out)
    : pace_(pace), voice_(voice), out_(out), api_(settings, pace), dialer_(settings) {}

void ContainerLogs::complain(const Error& error) {
    if (aws::is_remote(error, "UnknownOperationException")) return;
    voice_.say(fmt::format("no logs: {}", error.message));
}

client::LogReader ContainerLogs::reader(const client::LogPlace& place,
                                        const client::LogWish& wish) {
    return {{api_, dialer_, pace_}, place, wish};
}

std::unique_ptr<deploy::LogFollower> ContainerLogs::follow(const client::LogPlace& place) {
    return std::make_unique<Follower>(reader(place, {.follow = true}), out_,
                                      [this](const Error& error) { complain(error); });
}

std::vector<std::string> ContainerLogs::last_lines(const client::LogPlace& place, int count) {
    auto from = reader(place, {.follow = false, .tail = count});
    std::vector<std::string> lines;
    for (Millis passed{0}; !from.is_over() && passed < kLastLinesPatience; passed += kEntryEvery) {
        const auto news = from.read();
        if (!news) {
            complain(news.error());
            return lines;
        }
        for (const auto& entry : *news) lines.emplace_back(trim(entry.text));
        if (!from.is_over() && !pace_.wait(kEntryEvery)) break;
    }
    return lines;
}

}  // namespace ikada::cli
