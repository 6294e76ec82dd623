// The cluster query language takes any text that a caller writes.

#include <cstddef>
#include <cstdint>

#include "ecs/cluster_query.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto query = ikada::ecs::parse_cluster_query(
        std::string_view(reinterpret_cast<const char*>(data), size));
    if (!query) return 0;
    ikada::ecs::ContainerInstance instance;
    instance.ec2_instance_id = "i-0abc";
    instance.agent_version = "1.80.0";
    instance.attributes = {{"stack", "prod"}, {"gpu", std::nullopt}};
    query->matches(instance, {1, 0, {{"service:db", 1}}});
    return 0;
}
