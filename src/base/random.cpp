#include "base/random.hpp"

namespace ikada {
namespace {

std::string digits_from(Random& random, int count, std::string_view alphabet) {
    std::string text;
    text.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        text += alphabet[static_cast<std::size_t>(
            random.below(static_cast<std::int64_t>(alphabet.size())))];
    return text;
}

}  // namespace

std::int64_t Random::below(std::int64_t bound) {
    // Not std::uniform_int_distribution: its stream differs between library versions.
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
}

bool Random::chance(double probability) {
    constexpr std::int64_t kSteps = std::int64_t{1} << 53;
    return static_cast<double>(below(kSteps)) < probability * static_cast<double>(kSteps);
}

std::string Random::hex(int digits) { return digits_from(*this, digits, "0123456789abcdef"); }

std::string Random::uuid() {
    const std::string variant = digits_from(*this, 1, "89ab");
    return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-" + variant + hex(3) + "-" + hex(12);
}

std::string Random::decimal(int digits) {
    return digits_from(*this, 1, "123456789") + digits_from(*this, digits - 1, "0123456789");
}

}  // namespace ikada
