#pragma once
// How deploy commands speak: on standard error, so that standard output holds the result alone.

#include <string>

#include "deploy/tool.hpp"

namespace ikada::cli {

// On a terminal the state is one line that changes; elsewhere a line each time that it does, so
// that logs of CI read well. Each line begins with the time.
class StderrVoice final : public deploy::Voice {
  public:
    explicit StderrVoice(client::Pace& pace);
    ~StderrVoice() override;
    void say(std::string_view line) override;
    void show(std::string_view state) override;

  private:
    void print(std::string_view line);

    client::Pace& pace_;
    const bool is_terminal_;
    std::string state_;
};

// Says nothing.
class SilentVoice final : public deploy::Voice {
  public:
    void say(std::string_view) override {}
    void show(std::string_view) override {}
};

}  // namespace ikada::cli
