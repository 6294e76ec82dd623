#pragma once
// How deploy commands speak: on standard error, so that standard output holds the result alone.

#include <string>

#include "cli/live_lines.hpp"
#include "deploy/tool.hpp"

namespace ikada::cli {

// On a terminal how it stands is drawn over as it changes; elsewhere its summary is a line each
// time that it does, and so are notes, so that logs of CI read well. What stays begins with the
// time.
class StderrVoice final : public deploy::Voice {
  public:
    explicit StderrVoice(client::Pace& pace);
    ~StderrVoice() override;
    void say(std::string_view line) override;
    void note(std::string_view line) override;
    void show(const deploy::Standing& standing) override;

  private:
    void print(std::string_view line);
    std::string drawn();

    client::Pace& pace_;
    const bool is_terminal_;
    deploy::Standing shown_;
    LiveLines live_;
};

// Says nothing.
class SilentVoice final : public deploy::Voice {
  public:
    void say(std::string_view) override {}
    void note(std::string_view) override {}
    void show(const deploy::Standing&) override {}
};

}  // namespace ikada::cli
