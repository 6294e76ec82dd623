#pragma once
// Tasks with a network interface of their own (network mode awsvpc).

#include <array>
#include <string>
#include <vector>

#include "base/enum_names.hpp"
#include "schema/describe.hpp"

namespace ikada::ecs {

// Where such tasks get their interfaces: asked by RunTask, StartTask and services.
struct AwsvpcSettings {
    std::vector<std::string> subnets;          // ids, not empty
    std::vector<std::string> security_groups;  // ids; the VPC's default one if none was named
    bool operator==(const AwsvpcSettings&) const = default;
};
const schema::Type& describe(const AwsvpcSettings*);

// As DescribeTasks shows an interface's attachment.
enum class AttachmentStatus { Attaching, Attached, Deleted };
constexpr auto kAttachmentStatusNames =
    std::to_array<EnumName<AttachmentStatus>>({{AttachmentStatus::Attaching, "ATTACHING"},
                                               {AttachmentStatus::Attached, "ATTACHED"},
                                               {AttachmentStatus::Deleted, "DELETED"}});
static_assert(covers(kAttachmentStatusNames, AttachmentStatus::Deleted),
              "an AttachmentStatus has no wire name");
constexpr const auto& names_of(AttachmentStatus) { return kAttachmentStatusNames; }

// A task's own interface: its containers share one address, and `ip` targets are that address.
struct NetworkInterface {
    std::string id;             // EC2's: "eni-…"
    std::string attachment_id;  // uuid; its ARN is "…:attachment/<uuid>"
    std::string subnet_id;
    std::string private_ip;   // kept by a STOPPED task too, though it is free for others then
    std::string mac_address;  // "0a:…"
    std::string private_dns_name;
    std::string subnet_gateway;  // "10.213.0.1/20"
    AttachmentStatus status = AttachmentStatus::Attaching;
    bool operator==(const NetworkInterface&) const = default;
};
const schema::Type& describe(const NetworkInterface*);

}  // namespace ikada::ecs
