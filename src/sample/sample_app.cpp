#include "sample/sample_app.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sample/healthcheck.hpp"
#include "sample/server.hpp"

namespace ikada::sample {
namespace {

constexpr int kUsage = 2;
constexpr int kEndedByTerm = 128 + SIGTERM;

std::string environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value ? value : "";
}

std::string host_name() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

int serve_as_told() {
    auto who = identity_from(environment_variable, host_name());
    for (char** line = environ; *line != nullptr; ++line) who.environment.emplace_back(*line);
    serve(settings_from(environment_variable), who);
}

long number_from(const std::string& text, long max) { return number_in("n=" + text, "n", -1, max); }

int print(const std::string& text) { return std::puts(text.c_str()) < 0 ? 1 : 0; }

int exit_with(const std::string& text) {
    const long code = number_from(text, 255);
    return code < 0 ? kUsage : static_cast<int>(code);
}

// As process 1 of a container a program without a handler is not ended by SIGTERM.
int sleep_for(const std::string& text) {
    const long seconds = number_from(text, kSecondsMax);
    if (seconds < 0) return kUsage;
    std::signal(SIGTERM, [](int) { std::_Exit(kEndedByTerm); });
    ::sleep(static_cast<unsigned>(seconds));
    return 0;
}

int check_health(const std::string& text) {
    const auto url = parse_url(text);
    if (!url) return kUsage;
    return is_healthy(*url) ? 0 : 1;
}

struct Command {
    std::string_view name;
    int (*run)(const std::string& argument);
};
constexpr auto kCommands = std::to_array<Command>({
    {"print", print},
    {"exit", exit_with},
    {"sleep", sleep_for},
    {"healthcheck", check_health},
});

}  // namespace

int run_sample_app(int argc, char** argv) {
    if (argc <= 1) return serve_as_told();
    const auto command = std::ranges::find(kCommands, std::string_view{argv[1]}, &Command::name);
    if (argc == 3 && command != kCommands.end()) return command->run(argv[2]);
    std::fputs("usage: ikada-sample [print TEXT | exit N | sleep SECONDS | healthcheck URL]\n",
               stderr);
    return kUsage;
}

}  // namespace ikada::sample
