#include "sample/settings.hpp"

namespace ikada::sample {
namespace {

constexpr long kDelayMillisecondsMax = kSecondsMax * 1000;

// -1 stands for "not set": number_in answers within 0 to max otherwise.
std::optional<long> number(const Environment& environment, const std::string& name, long max) {
    const long value = number_in(name + "=" + environment(name), name, -1, max);
    return value < 0 ? std::nullopt : std::optional{value};
}

std::string first_of(const std::string& value, const std::string& otherwise) {
    return value.empty() ? otherwise : value;
}

}  // namespace

Settings settings_from(const Environment& environment) {
    Settings settings;
    settings.port = static_cast<int>(number(environment, "PORT", 65535).value_or(settings.port));
    settings.start_delay = std::chrono::milliseconds{
        number(environment, "START_DELAY_MS", kDelayMillisecondsMax).value_or(0)};
    settings.fail_health = environment("FAIL_HEALTH") == "1";
    settings.ignore_term = environment("IGNORE_TERM") == "1";
    if (const auto after = number(environment, "EXIT_AFTER_MS", kDelayMillisecondsMax))
        settings.exit_after = std::chrono::milliseconds{*after};
    settings.exit_code =
        static_cast<int>(number(environment, "EXIT_CODE", 255).value_or(settings.exit_code));
    return settings;
}

Identity identity_from(const Environment& environment, const std::string& host) {
    Identity who;
    who.service = first_of(environment("SERVICE"), "sample");
    who.version = first_of(environment("VERSION"), "unknown");
    who.task = first_of(environment("IKADA_TASK_ID"), host);
    who.instance = first_of(environment("IKADA_INSTANCE_ID"), host);
    return who;
}

}  // namespace ikada::sample
