#pragma once
// The only file that knows EC2's keys in the store.

#include "ec2/types.hpp"
#include "world/record.hpp"

namespace ikada::ec2 {

// Names of secondary indexes.
inline constexpr std::string_view kBySubnet = "subnet";  // network interfaces: the subnet's id

}  // namespace ikada::ec2

namespace ikada::world {

template <>
struct RecordTraits<ec2::Vpc> {
    static constexpr std::string_view folder = "ec2/vpc/";
    static constexpr int version = 1;
    static std::string key(const ec2::Vpc& vpc) { return vpc.id.value; }
    static void index(const ec2::Vpc&, IndexKeys&) {}
};

template <>
struct RecordTraits<ec2::Subnet> {
    static constexpr std::string_view folder = "ec2/subnet/";
    static constexpr int version = 1;
    static std::string key(const ec2::Subnet& subnet) { return subnet.id.value; }
    static void index(const ec2::Subnet&, IndexKeys&) {}
};

template <>
struct RecordTraits<ec2::SecurityGroup> {
    static constexpr std::string_view folder = "ec2/security-group/";
    static constexpr int version = 1;
    static std::string key(const ec2::SecurityGroup& group) { return group.id.value; }
    static void index(const ec2::SecurityGroup&, IndexKeys&) {}
};

template <>
struct RecordTraits<ec2::Instance> {
    static constexpr std::string_view folder = "ec2/instance/";
    static constexpr int version = 1;
    static std::string key(const ec2::Instance& instance) { return instance.id.value; }
    static void index(const ec2::Instance&, IndexKeys&) {}
};

template <>
struct RecordTraits<ec2::NetworkInterface> {
    static constexpr std::string_view folder = "ec2/network-interface/";
    static constexpr int version = 1;
    static std::string key(const ec2::NetworkInterface& made) { return made.id.value; }
    static void index(const ec2::NetworkInterface& made, IndexKeys& out) {
        out.add(ec2::kBySubnet, made.subnet_id.value);
    }
};

}  // namespace ikada::world
