#pragma once
// Instance types that ikada knows, with the size AWS gives them.
// Source: AWS's published instance type tables, on-demand prices of us-east-1.

#include <span>
#include <string_view>

namespace ikada::ec2 {

enum class Architecture { X86_64, Arm64 };

struct InstanceType {
    std::string_view name;
    int vcpus;
    int memory_mib;
    Architecture architecture;
    double on_demand_usd_per_hour;
};

std::span<const InstanceType> instance_types();
const InstanceType* find_instance_type(std::string_view name);

}  // namespace ikada::ec2
