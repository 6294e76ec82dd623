#pragma once
// Randomness is an argument: seeded from the machine in production, from the seed in simulation.

#include <cstdint>
#include <random>
#include <string>

namespace ikada {

// A stream of random values; equal seeds give equal streams. Not safe between threads, not for keys
// that must stay secret (see base/crypto: secret_token).
class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    // Uniform in [0, bound); bound > 0.
    std::int64_t below(std::int64_t bound);
    bool chance(double probability);
    // `digits` lower-case hex digits.
    std::string hex(int digits);
    // RFC 9562 version 4 form.
    std::string uuid();
    // `digits` decimal digits, the first not 0.
    std::string decimal(int digits);

  private:
    std::mt19937_64 engine_;
};

}  // namespace ikada
