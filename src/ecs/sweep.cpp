#include "ecs/sweep.hpp"

#include <array>

#include "ecs/records.hpp"

namespace ikada::ecs {

namespace {

// When a record may go; nothing while it is needed.
std::optional<TimePoint> ends_at(const Task& task) {
    if (task.last_status != TaskStatus::Stopped || !task.stopped_at) return std::nullopt;
    return *task.stopped_at + kStoppedTaskKept;
}

std::optional<TimePoint> ends_at(const Service& service) {
    if (service.status != ServiceStatus::Inactive || !service.inactive_at) return std::nullopt;
    return *service.inactive_at + kInactiveKept;
}

// What it held was over before it was deleted, and goes before it.
std::optional<TimePoint> ends_at(const Cluster& cluster) {
    if (cluster.status != ClusterStatus::Inactive || !cluster.deleted_at) return std::nullopt;
    return *cluster.deleted_at + kInactiveKept;
}

std::optional<TimePoint> ends_at(const ContainerInstance& instance) {
    if (instance.status != ContainerInstanceStatus::Inactive) return std::nullopt;
    return instance.disconnected_at.value_or(instance.registered_at) + kInactiveKept;
}

std::optional<TimePoint> ends_at(const ClientToken& token) {
    return token.used_at + kClientTokenKept;
}

template <class T>
std::optional<TimePoint> sweep(world::Tx& tx, std::string_view key, TimePoint now) {
    const auto* record = tx.find<T>(key);
    if (!record) return std::nullopt;
    const auto end = ends_at(*record);
    if (!end || now < *end) return end;
    tx.erase<T>(key);
    return std::nullopt;
}

struct Swept {
    const world::RecordKind& (*kind)();
    std::optional<TimePoint> (*sweep)(world::Tx&, std::string_view, TimePoint);
};
template <class T>
constexpr Swept swept{&world::kind_of<T>, &sweep<T>};
constexpr std::array kSwept{swept<Task>, swept<Service>, swept<Cluster>, swept<ContainerInstance>,
                            swept<ClientToken>};

}  // namespace

void Sweep::wakes(const world::Change& change, std::vector<std::string>& keys) const {
    for (const auto& row : kSwept)
        if (change.kind == &row.kind())
            keys.push_back(std::string(change.kind->folder) + change.key);
}

std::optional<TimePoint> Sweep::run(world::Tx& tx, const std::string& key, TimePoint now) {
    for (const auto& row : kSwept) {
        const auto folder = row.kind().folder;
        if (key.starts_with(folder)) return row.sweep(tx, key.substr(folder.size()), now);
    }
    return std::nullopt;
}

}  // namespace ikada::ecs
