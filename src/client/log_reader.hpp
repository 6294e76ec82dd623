#pragma once
// What one container writes, as it comes; goes on where it was after the server or the agent was
// away.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/api.hpp"
#include "client/pace.hpp"
#include "client/stream_dialer.hpp"

namespace ikada::client {

inline constexpr ErrorKind kStreamFailed{"StreamFailed"};  // the agent's or Docker's reason

constexpr Seconds kLogPatience{60};  // for what was there and is away

struct LogPlace {
    std::string cluster, task, container;
};
struct LogWish {
    bool follow = false;
    std::optional<int> tail = {};  // so many last entries, else all
    std::string since = {};        // from this time on, as LogEntry::time; empty: all
};

struct LogEntry {
    std::string time;  // "2026-11-29T09:13:40.123456789Z"
    bool is_error = false;
    std::string text;  // with its end of line, if it has one
    bool operator==(const LogEntry&) const = default;
};
// A frame of a log stream (ecs/own_api.hpp).
LogEntry read_log_entry(const StreamFrame& frame);

class LogReader {
  public:
    struct Tools {
        Api& api;
        StreamDialer& dialer;
        Pace& pace;
    };
    LogReader(Tools tools, LogPlace place, LogWish wish)
        : tools_(tools), place_(std::move(place)), wish_(std::move(wish)) {}

    // What has come since; each entry once. Waits for nothing but to be connected.
    //   Errors: kStreamFailed; the API's; kIoError when nobody has answered for kLogPatience.
    Result<std::vector<LogEntry>> read();
    // The container has ended or, not followed, all is read.
    bool is_over() const { return is_over_; }

  private:
    Status connect();
    Status open();
    void broken();
    bool is_new(const LogEntry& entry);
    Result<std::vector<LogEntry>> take();

    Tools tools_;
    LogPlace place_;
    LogWish wish_;
    std::unique_ptr<net::FrameStream> stream_;
    TimePoint opened_at_{};
    std::optional<TimePoint> broken_since_;
    std::string last_time_;
    int at_last_time_ = 0, come_again_ = 0;  // entries of that moment
    bool is_over_ = false;
};

}  // namespace ikada::client
