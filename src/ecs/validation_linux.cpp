// What a container may ask of the kernel. Sources: API_LinuxParameters, API_KernelCapabilities,
// API_Tmpfs, API_SystemControl, API_Ulimit.

#include <algorithm>
#include <array>
#include <set>

#include "ecs/definition_checks.hpp"

namespace ikada::ecs {
namespace {

using Container = shapes::ContainerDefinition;
using Definition = shapes::RegisterTaskDefinitionRequest;
using Word = std::string_view;

constexpr auto kCapabilities =
    std::to_array<Word>({"ALL",        "AUDIT_CONTROL",   "AUDIT_WRITE",      "BLOCK_SUSPEND",
                         "CHOWN",      "DAC_OVERRIDE",    "DAC_READ_SEARCH",  "FOWNER",
                         "FSETID",     "IPC_LOCK",        "IPC_OWNER",        "KILL",
                         "LEASE",      "LINUX_IMMUTABLE", "MAC_ADMIN",        "MAC_OVERRIDE",
                         "MKNOD",      "NET_ADMIN",       "NET_BIND_SERVICE", "NET_BROADCAST",
                         "NET_RAW",    "SETFCAP",         "SETGID",           "SETPCAP",
                         "SETUID",     "SYS_ADMIN",       "SYS_BOOT",         "SYS_CHROOT",
                         "SYS_MODULE", "SYS_NICE",        "SYS_PACCT",        "SYS_PTRACE",
                         "SYS_RAWIO",  "SYS_RESOURCE",    "SYS_TIME",         "SYS_TTY_CONFIG",
                         "SYSLOG",     "WAKE_ALARM"});
constexpr auto kTmpfsOptions = std::to_array<Word>(
    {"defaults",   "ro",          "rw",         "suid",        "nosuid",        "dev",     "nodev",
     "exec",       "noexec",      "sync",       "async",       "dirsync",       "remount", "mand",
     "nomand",     "atime",       "noatime",    "diratime",    "nodiratime",    "bind",    "rbind",
     "unbindable", "runbindable", "private",    "rprivate",    "shared",        "rshared", "slave",
     "rslave",     "relatime",    "norelatime", "strictatime", "nostrictatime", "mode",    "uid",
     "gid",        "nr_inodes",   "nr_blocks",  "mpol"});
// Kernel parameters that belong to a container's IPC namespace; those of its network begin "net.".
constexpr auto kIpcParameters = std::to_array<Word>(
    {"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall",
     "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"});
constexpr auto kSecurityOptions = std::to_array<Word>({"no-new-privileges", "apparmor:", "label:"});

template <std::size_t N>
bool is_one_of(const std::array<Word, N>& words, Word word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_absolute(Word path) { return path.starts_with('/'); }

Status check_capabilities(const Container& container) {
    const auto& asked = container.linux_parameters->capabilities;
    if (!asked) return ok();
    for (const auto* list : {&asked->add, &asked->drop}) {
        if (!*list) continue;
        for (const auto& each : **list)
            if (!is_one_of(kCapabilities, each))
                return invalid_setting(container, "'{}' is no Linux capability that ECS knows.",
                                       each);
    }
    return ok();
}

Status check_devices(const Container& container) {
    const auto& devices = container.linux_parameters->devices;
    if (!devices) return ok();
    for (const auto& each : *devices)
        if (!is_absolute(each.host_path) ||
            (each.container_path && !is_absolute(*each.container_path)))
            return invalid_setting(container, "The device '{}' must have absolute paths.",
                                   each.host_path);
    return ok();
}

// "mode=755" → "mode".
Word option_name(Word option) { return option.substr(0, option.find('=')); }

Status check_tmpfs(const Container& container) {
    const auto& mounts = container.linux_parameters->tmpfs;
    if (!mounts) return ok();
    for (const auto& each : *mounts) {
        if (!is_absolute(each.container_path))
            return invalid_setting(container, "The tmpfs '{}' must have an absolute path.",
                                   each.container_path);
        if (each.size < 1)
            return invalid_setting(container, "The tmpfs '{}' must have a size of 1 MiB or more.",
                                   each.container_path);
        for (const auto& option : each.mount_options.value_or(std::vector<std::string>{}))
            if (!is_one_of(kTmpfsOptions, option_name(option)))
                return invalid_setting(container, "'{}' is no mount option of a tmpfs.", option);
    }
    return ok();
}

Status check_parameters(const Container& container) {
    if (!container.linux_parameters) return ok();
    const auto& asked = *container.linux_parameters;
    if (asked.shared_memory_size && *asked.shared_memory_size < 1)
        return invalid_setting(container, "'sharedMemorySize' must be 1 MiB or more.");
    if (asked.max_swap && *asked.max_swap < 0)
        return invalid_setting(container, "'maxSwap' must be zero or more.");
    if (asked.max_swap && !container.memory)
        return invalid_setting(container, "'maxSwap' needs 'memory': swap counts on top of it.");
    if (asked.swappiness && (*asked.swappiness < 0 || *asked.swappiness > 100))
        return invalid_setting(container, "'swappiness' must be from 0 to 100.");
    if (auto checked = check_capabilities(container); !checked) return checked;
    if (auto checked = check_devices(container); !checked) return checked;
    return check_tmpfs(container);
}

Status check_ulimits(const Container& container) {
    if (!container.ulimits) return ok();
    std::set<shapes::UlimitName> names;
    for (const auto& each : *container.ulimits) {
        const auto name = name_of(shapes::kUlimitNameNames, each.name);
        if (!names.insert(each.name).second)
            return invalid_setting(container, "The ulimit '{}' is set twice.", name);
        const bool unlimited = each.hard_limit == -1;
        if (each.soft_limit < -1 || each.hard_limit < -1 ||
            (!unlimited && (each.soft_limit == -1 || each.soft_limit > each.hard_limit)))
            return invalid_setting(
                container, "The ulimit '{}' must have a soft limit up to its hard limit.", name);
    }
    return ok();
}

// Only what is a container's own may be set: never the machine's.
Status check_system_control(const Container& container, const shapes::SystemControl& control,
                            const Definition& request) {
    const std::string name = control.namespace_.value_or("");
    const bool of_network = name.starts_with("net.");
    const bool of_ipc = name.starts_with("fs.mqueue.") || is_one_of(kIpcParameters, name);
    if (!of_network && !of_ipc)
        return invalid_setting(container, "The system control '{}' is not namespaced.", name);
    if (control.value.value_or("").empty())
        return invalid_setting(container, "The system control '{}' must have a value.", name);
    if (of_network && request.network_mode == shapes::NetworkMode::Host)
        return invalid_setting(
            container, "The system control '{}' is not supported when networkMode=host.", name);
    if (of_ipc && request.ipc_mode == shapes::IpcMode::Host)
        return invalid_setting(container,
                               "The system control '{}' is not supported when ipcMode=host.", name);
    return ok();
}

Status check_system_controls(const Container& container, const Definition& request) {
    if (!container.system_controls) return ok();
    for (const auto& each : *container.system_controls)
        if (auto checked = check_system_control(container, each, request); !checked) return checked;
    return ok();
}

Status check_security_options(const Container& container) {
    if (!container.docker_security_options) return ok();
    for (const auto& each : *container.docker_security_options)
        if (std::none_of(kSecurityOptions.begin(), kSecurityOptions.end(),
                         [&](Word known) { return each.starts_with(known); }))
            return invalid_setting(container, "'{}' is no security option that ECS knows.", each);
    return ok();
}

}  // namespace

Status check_linux(const shapes::ContainerDefinition& container,
                   const shapes::RegisterTaskDefinitionRequest& request) {
    if (auto checked = check_parameters(container); !checked) return checked;
    if (auto checked = check_ulimits(container); !checked) return checked;
    if (auto checked = check_system_controls(container, request); !checked) return checked;
    return check_security_options(container);
}

}  // namespace ikada::ecs
