#include "ec2/types.hpp"

namespace ikada::ec2 {

IKADA_DESCRIBE(Vpc, id, cidr, is_default)
IKADA_DESCRIBE(Subnet, id, vpc_id, cidr, availability_zone, availability_zone_id)
IKADA_DESCRIBE(SecurityGroup, id, vpc_id, name, description)
IKADA_DESCRIBE(Instance, id, type, cluster, subnet_id, vpc_id, availability_zone, private_ip,
               launched_at, terminate_asked, state, state_reason, terminated_at)
IKADA_DESCRIBE(NetworkInterface, id, subnet_id, vpc_id, availability_zone, private_ip, mac_address,
               private_dns_name, gateway, security_groups, description, created_at)

}  // namespace ikada::ec2
