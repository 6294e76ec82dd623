#include "providers/cgroup.hpp"

#include <fmt/format.h>

#include <fstream>
#include <vector>

#include "base/strings.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

namespace ikada::providers {
namespace {

namespace fs = std::filesystem;

constexpr Millis kCommandTimeout{20'000};
constexpr int kPeriodMicros = 100'000;  // the kernel's default
const fs::path kRoot = "/sys/fs/cgroup";
const fs::path kUnits = "/run/systemd/system";

// Control files are written in place: they cannot be renamed over.
Status write_control(const fs::path& file, const std::string& text) {
    std::ofstream out(file);
    out << text << std::flush;
    if (!out) return fail(kIoError, "cannot write '{}' to {}", text, file.string());
    return ok();
}

Status make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(kIoError, "cannot create {}: {}", folder.string(), error.message());
    return ok();
}

std::int64_t bytes_of(const ports::InstanceSize& size) {
    return std::int64_t{size.memory_mib} * 1024 * 1024;
}

struct Control {
    fs::path file;
    std::string value;
};

Status apply(const std::vector<fs::path>& folders, const std::vector<Control>& controls) {
    for (const auto& folder : folders)
        if (auto made = make_folder(folder); !made) return made;
    for (const auto& [file, value] : controls)
        if (auto written = write_control(file, value); !written) return written;
    return ok();
}

Status make_v1(const std::string& id, const ports::InstanceSize& size) {
    const auto memory = kRoot / "memory" / "ikada" / id;
    const auto cpu = kRoot / "cpu" / "ikada" / id;
    return apply({memory, cpu},
                 {{memory / "memory.limit_in_bytes", std::to_string(bytes_of(size))},
                  {cpu / "cpu.cfs_period_us", std::to_string(kPeriodMicros)},
                  {cpu / "cpu.cfs_quota_us", std::to_string(kPeriodMicros * size.vcpus)}});
}

Status make_v2(const std::string& id, const ports::InstanceSize& size) {
    const auto parent = kRoot / "ikada";
    return apply({parent / id},
                 {{kRoot / "cgroup.subtree_control", "+cpu +memory"},
                  {parent / "cgroup.subtree_control", "+cpu +memory"},
                  {parent / id / "memory.max", std::to_string(bytes_of(size))},
                  {parent / id / "cpu.max",
                   fmt::format("{} {}", kPeriodMicros * size.vcpus, kPeriodMicros)}});
}

std::string slice_name(const std::string& id) {
    return "ikada-" + id.substr(id.find('-') + 1) + ".slice";  // '-' nests slices
}

Status systemctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "systemctl");
    auto done = os::run(arguments, kCommandTimeout);
    if (!done) return done.error();
    if (done->exit_code != 0)
        return fail(kIoError, "systemctl {}: {}", arguments[1], trim(done->text));
    return ok();
}

Status make_slice(const std::string& id, const ports::InstanceSize& size) {
    const auto unit =
        fmt::format("[Unit]\nDescription=ikada instance {}\n[Slice]\nMemoryMax={}\nCPUQuota={}%\n",
                    id, bytes_of(size), size.vcpus * 100);
    if (auto written = os::write_file(kUnits / slice_name(id), unit); !written) return written;
    if (auto loaded = systemctl({"daemon-reload"}); !loaded) return loaded;
    return systemctl({"start", slice_name(id)});
}

}  // namespace

Result<CgroupDriver> find_cgroup_driver() {
    auto answer =
        os::run({"/usr/bin/docker", "info", "--format", "{{.CgroupDriver}} {{.CgroupVersion}}"},
                kCommandTimeout);
    if (!answer) return answer.error();
    const auto text = trim(answer->text);
    if (text == "cgroupfs 1") return CgroupDriver::Cgroupfs1;
    if (text == "cgroupfs 2") return CgroupDriver::Cgroupfs2;
    if (text.starts_with("systemd")) return CgroupDriver::Systemd;
    return fail(kIoError, "docker info does not tell its cgroup driver ({}): is dockerd running?",
                text);
}

std::string cgroup_parent(CgroupDriver driver, const std::string& instance_id) {
    return driver == CgroupDriver::Systemd ? slice_name(instance_id) : "/ikada/" + instance_id;
}

Status make_cgroup(CgroupDriver driver, const std::string& instance_id,
                   const ports::InstanceSize& size) {
    switch (driver) {
        case CgroupDriver::Cgroupfs1:
            return make_v1(instance_id, size);
        case CgroupDriver::Cgroupfs2:
            return make_v2(instance_id, size);
        case CgroupDriver::Systemd:
            return make_slice(instance_id, size);
    }
    return ok();
}

void remove_cgroup(CgroupDriver driver, const std::string& instance_id) {
    std::error_code ignored;
    switch (driver) {
        case CgroupDriver::Cgroupfs1:
            // Docker makes a folder of that name under every controller.
            for (const auto& controller : fs::directory_iterator(kRoot, ignored))
                fs::remove(controller.path() / "ikada" / instance_id, ignored);
            return;
        case CgroupDriver::Cgroupfs2:
            fs::remove(kRoot / "ikada" / instance_id, ignored);
            return;
        case CgroupDriver::Systemd:
            (void)systemctl({"stop", slice_name(instance_id)});
            fs::remove(kUnits / slice_name(instance_id), ignored);
            return;
    }
}

}  // namespace ikada::providers
