#include "client/log_reader.hpp"

#include "aws/protocol.hpp"
#include "net/http_client.hpp"

namespace ikada::client {
namespace {

constexpr JsonService kOwn{"ikada", "Ikada"};
constexpr Millis kAgain{500};
constexpr Seconds kSettled{40};  // longer than a server waits for an agent
constexpr int kNormalEnd = 1000;

bool may_come_back(const Error& error) {
    return error.is(kIoError) || error.is(net::kTimedOut) ||
           aws::is_remote(error, "TargetNotConnectedException");
}

}  // namespace

LogEntry read_log_entry(const StreamFrame& frame) {
    const auto blank = frame.bytes.find(' ');
    const bool is_error = frame.kind == FrameKind::Error;
    if (blank == frame.bytes.npos) return {{}, is_error, frame.bytes};
    return {frame.bytes.substr(0, blank), is_error, frame.bytes.substr(blank + 1)};
}

Status LogReader::open() {
    json::object request{{"cluster", place_.cluster},
                         {"task", place_.task},
                         {"container", place_.container},
                         {"follow", wish_.follow}};
    const auto& since = last_time_.empty() ? wish_.since : last_time_;
    if (!since.empty()) request["since"] = since;
    if (last_time_.empty() && wish_.tail) request["tail"] = *wish_.tail;
    const auto answer = tools_.api.call(kOwn, "OpenLogStream", request);
    if (!answer) return answer.error();
    auto stream =
        tools_.dialer.dial(json::text(*answer, "stream_url"), json::text(*answer, "token_value"));
    if (!stream) return stream.error();
    stream_ = *std::move(stream);
    opened_at_ = tools_.pace.now();
    come_again_ = at_last_time_;
    return ok();
}

// The first time it must succeed; later what is away may come back.
Status LogReader::connect() {
    auto opened = open();
    if (opened || !broken_since_ || !may_come_back(opened.error())) return opened;
    if (tools_.pace.now() > *broken_since_ + kLogPatience) return opened;
    tools_.pace.wait(kAgain);
    return ok();
}

void LogReader::broken() {
    stream_.reset();
    const auto now = tools_.pace.now();
    if (!broken_since_ || now > opened_at_ + kSettled) broken_since_ = now;
}

// Those of the last moment before the connection broke come again; long lines are entries of one.
bool LogReader::is_new(const LogEntry& entry) {
    const bool is_same_moment = entry.time == last_time_;
    if (is_same_moment && come_again_ > 0) {
        --come_again_;
        return false;
    }
    come_again_ = 0;
    at_last_time_ = is_same_moment ? at_last_time_ + 1 : 1;
    last_time_ = entry.time;
    return true;
}

Result<std::vector<LogEntry>> LogReader::take() {
    std::vector<LogEntry> news;
    for (const auto& frame : stream_->take()) {
        if (frame.kind == FrameKind::Failure) return fail(kStreamFailed, "{}", frame.bytes);
        if (!frame.is_data()) continue;
        auto entry = read_log_entry(frame);
        if (is_new(entry)) news.push_back(std::move(entry));
    }
    return news;
}

Result<std::vector<LogEntry>> LogReader::read() {
    if (!stream_)
        if (auto connected = connect(); !connected) return connected.error();
    if (!stream_) return std::vector<LogEntry>{};
    auto news = take();
    if (!news) return news;
    if (!news->empty()) broken_since_.reset();
    const auto ended = stream_->ended();
    if (ended && ended->code == kNormalEnd) is_over_ = true;
    if (ended && ended->code != kNormalEnd) broken();
    return news;
}

}  // namespace ikada::client
