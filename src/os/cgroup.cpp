#include "os/cgroup.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "base/strings.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

namespace ikada::os {
namespace {

namespace fs = std::filesystem;

constexpr Millis kCommandTimeout{20'000};
constexpr int kPeriodMicros = 100'000;  // the kernel's default
constexpr std::string_view kSlice = ".slice";
const fs::path kRoot = "/sys/fs/cgroup";
const fs::path kUnits = "/run/systemd/system";

bool is_slice(const std::string& group) { return group.ends_with(kSlice); }
bool is_version_2() { return fs::exists(kRoot / "cgroup.controllers"); }

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

int quota_of(const CgroupLimits& limits) { return static_cast<int>(limits.vcpus * kPeriodMicros); }

Status make_v1(const fs::path& inside, const CgroupLimits& limits) {
    const auto memory = kRoot / "memory" / inside, cpu = kRoot / "cpu" / inside;
    std::vector<Control> controls;
    if (limits.memory_bytes > 0)
        controls.push_back({memory / "memory.limit_in_bytes", std::to_string(limits.memory_bytes)});
    if (limits.vcpus > 0) {
        controls.push_back({cpu / "cpu.cfs_period_us", std::to_string(kPeriodMicros)});
        controls.push_back({cpu / "cpu.cfs_quota_us", std::to_string(quota_of(limits))});
    }
    return apply({memory, cpu}, controls);
}

// Those above it must hand the controllers down.
Status make_v2(const fs::path& inside, const CgroupLimits& limits) {
    const auto folder = kRoot / inside;
    std::vector<Control> controls{{kRoot / "cgroup.subtree_control", "+cpu +memory"}};
    auto above = kRoot;
    for (const auto& part : inside.parent_path()) {
        above /= part;
        controls.push_back({above / "cgroup.subtree_control", "+cpu +memory"});
    }
    if (limits.memory_bytes > 0)
        controls.push_back({folder / "memory.max", std::to_string(limits.memory_bytes)});
    if (limits.vcpus > 0)
        controls.push_back(
            {folder / "cpu.max", fmt::format("{} {}", quota_of(limits), kPeriodMicros)});
    return apply({folder}, controls);
}

Status systemctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "systemctl");
    auto done = run(arguments, kCommandTimeout);
    if (!done) return done.error();
    if (done->exit_code != 0)
        return fail(kIoError, "systemctl {}: {}", arguments[1], trim(done->text));
    return ok();
}

Status make_slice(const std::string& name, const CgroupLimits& limits) {
    std::string unit = fmt::format("[Unit]\nDescription=ikada's {}\n[Slice]\n", name);
    if (limits.memory_bytes > 0) unit += fmt::format("MemoryMax={}\n", limits.memory_bytes);
    if (limits.vcpus > 0) unit += fmt::format("CPUQuota={:.0f}%\n", limits.vcpus * 100);
    if (auto written = write_file(kUnits / name, unit); !written) return written;
    if (auto loaded = systemctl({"daemon-reload"}); !loaded) return loaded;
    return systemctl({"start", name});
}

// Deepest first; a group's own files go with it.
void remove_tree(const fs::path& folder) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (entry.is_directory(ignored)) remove_tree(entry.path());
    fs::remove(folder, ignored);
}

void remove_slice(const std::string& name) {
    std::error_code ignored;
    const auto inside = name.substr(0, name.size() - kSlice.size()) + "-";
    for (const auto& unit : fs::directory_iterator(kUnits, ignored)) {
        const auto other = unit.path().filename().string();
        if (is_slice(other) && other.starts_with(inside)) remove_slice(other);
    }
    (void)systemctl({"stop", name});
    fs::remove(kUnits / name, ignored);
}

fs::path inside_of(const std::string& group) { return fs::path(group).relative_path(); }

}  // namespace

std::string child_cgroup(const std::string& parent, const std::string& name) {
    if (!is_slice(parent)) return parent + "/" + name;
    return fmt::format("{}-{}{}", parent.substr(0, parent.size() - kSlice.size()), name, kSlice);
}

Status make_cgroup(const std::string& group, const CgroupLimits& limits) {
    if (is_slice(group)) return make_slice(group, limits);
    return is_version_2() ? make_v2(inside_of(group), limits) : make_v1(inside_of(group), limits);
}

void remove_cgroup(const std::string& group) {
    if (is_slice(group)) return remove_slice(group);
    if (inside_of(group).empty()) return;
    if (is_version_2()) return remove_tree(kRoot / inside_of(group));
    // Docker makes a folder of that name under every controller.
    std::error_code ignored;
    for (const auto& controller : fs::directory_iterator(kRoot, ignored))
        remove_tree(controller.path() / inside_of(group));
}

}  // namespace ikada::os
