#include "ecs/deployment_rules.hpp"

#include <algorithm>

namespace ikada::ecs {

Bounds bounds_of(const Service& service) {
    const int desired = service.desired_count;
    const int floor = (desired * service.minimum_healthy_percent + 99) / 100;
    const int ceiling = desired * service.maximum_percent / 100;
    return {floor, std::max(ceiling, desired)};
}

Seconds start_backoff(int in_a_row) {
    constexpr int kDoublingsMax = 9;  // 2^9 s is past kStartBackoffMax
    return std::min(Seconds{1 << std::clamp(in_a_row, 1, kDoublingsMax)}, kStartBackoffMax);
}

int failed_starts(const Service& service) {
    if (service.deployments.empty()) return 0;
    const bool own = service.failed_starts_of == service.deployments[0].id;
    return own ? service.failed_starts_in_a_row : 0;
}

std::optional<TimePoint> last_failure(const Service& service) {
    const int rounds = failed_starts(service);
    if (rounds == 0 || !service.retry_at) return std::nullopt;
    return *service.retry_at - start_backoff(rounds);
}

bool is_throttled(const Service& service, TimePoint now) {
    return last_failure(service) && now < *service.retry_at;
}

}  // namespace ikada::ecs
