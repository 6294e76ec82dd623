#include "haproxy/tally.hpp"

#include "haproxy/routing.hpp"

namespace ikada::haproxy {
namespace {

constexpr std::size_t kWorkersMax = 64;  // remembered; those that ended stay until then

template <class Map>
auto value_or_none(const Map& map, const typename Map::key_type& key) {
    const auto found = map.find(key);
    return found == map.end() ? typename Map::mapped_type{} : found->second;
}

}  // namespace

void Tally::add(int worker, const Statistics& now) {
    const bool is_first = last_.empty();
    const auto before = is_first ? now : value_or_none(last_, worker);
    for (const auto& [name, counted] : now.frontends)
        add_counted(total_.frontends[name], counted, value_or_none(before.frontends, name));
    for (const auto& [key, stat] : now.servers)
        add_counted(total_.servers[key].counted, stat.counted,
                    value_or_none(before.servers, key).counted);
    if (last_.size() >= kWorkersMax) last_.erase(last_.begin());
    last_[worker] = now;
}

ports::BalancerCounters Tally::told(const ports::RoutingTable& table) const {
    ports::BalancerCounters told;
    for (const auto& frontend : table.frontends)
        told.frontends[frontend.id] = value_or_none(total_.frontends, frontend_name(frontend));
    for (const auto& backend : table.backends)
        for (const auto& server : backend.servers)
            told.servers[backend.id][server.id] =
                value_or_none(total_.servers, ServerKey{backend.id, server.id}).counted;
    return told;
}

}  // namespace ikada::haproxy
