#include "providers/local_provider.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/log.hpp"
#include "providers/local_instance.hpp"

namespace ikada::providers {
namespace {

namespace fs = std::filesystem;

using Tell = std::function<void(std::map<std::string, ports::InstanceSeen>)>;

constexpr Millis kRound{300};  // how often instances are looked after: a dead agent is back so soon

std::vector<fs::path> instance_folders(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.is_directory() && entry.path().filename().string().starts_with("i-"))
            found.push_back(entry.path());
    return found;
}

}  // namespace

struct LocalProvider::Impl {
    explicit Impl(LocalSettings given) : settings(std::move(given)) {
        thread = std::thread([this] { run(); });
    }

    ~Impl() {
        {
            const std::scoped_lock lock(mutex);
            ending = true;
        }
        changed.notify_all();
        thread.join();
    }

    void run() {
        std::unique_lock lock(mutex);
        while (!ending) {
            const auto wanted_now = wanted;
            const auto tell = listener;
            lock.unlock();
            if (wanted_now) look_after(*wanted_now, tell);
            lock.lock();
            changed.wait_for(lock, kRound, [&] { return ending || wanted != wanted_now; });
        }
    }

    void look_after(const std::vector<ports::WantedInstance>& want, const Tell& tell) {
        if (!driver) {
            auto found = find_cgroup_driver();
            if (!found) return complain(want, found.error().message, tell);
            driver = *found;
        }
        remove_unwanted(want);
        std::map<std::string, ports::InstanceSeen> seen;
        for (const auto& instance : want) {
            const auto known = instances.find(instance.id);
            if (known != instances.end() && known->second.want() != instance)
                instances.erase(known);
            const auto at = instances.try_emplace(instance.id, settings, instance).first;
            seen[instance.id] = at->second.tend(*driver, system_clock().now());
        }
        report(std::move(seen), tell);
    }

    void remove_unwanted(const std::vector<ports::WantedInstance>& want) {
        std::set<std::string> kept;
        for (const auto& instance : want) kept.insert(instance.id);
        for (const auto& folder : instance_folders(settings.folder)) {
            const auto id = folder.filename().string();
            if (kept.contains(id)) continue;
            instances.erase(id);
            remove_instance(folder);
        }
    }

    void complain(const std::vector<ports::WantedInstance>& want, const std::string& why,
                  const Tell& tell) {
        std::map<std::string, ports::InstanceSeen> seen;
        for (const auto& instance : want) seen[instance.id] = {ports::InstanceSight::Failed, why};
        report(std::move(seen), tell);
    }

    void report(std::map<std::string, ports::InstanceSeen> seen, const Tell& tell) {
        if (!tell || (told && seen == *told)) return;
        for (const auto& [id, one] : seen)
            if (one.sight == ports::InstanceSight::Failed &&
                (!told || !told->contains(id) || told->at(id) != one))
                log::warn("instance {}: {}", id, one.detail);
        told = seen;
        tell(std::move(seen));
    }

    const LocalSettings settings;
    std::mutex mutex;  // guards the next four
    std::condition_variable changed;
    std::optional<std::vector<ports::WantedInstance>>
        wanted;  // none until first told: touch nothing
    Tell listener;
    bool ending = false;
    // The thread's own:
    std::optional<CgroupDriver> driver;
    std::map<std::string, LocalInstance> instances;
    std::optional<std::map<std::string, ports::InstanceSeen>> told;
    std::thread thread;
};

LocalProvider::LocalProvider(LocalSettings settings)
    : impl_(std::make_unique<Impl>(std::move(settings))) {}
LocalProvider::~LocalProvider() = default;

void LocalProvider::want(std::vector<ports::WantedInstance> instances) {
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->wanted = std::move(instances);
    }
    impl_->changed.notify_all();
}

void LocalProvider::on_seen(std::function<void(std::map<std::string, ports::InstanceSeen>)> seen) {
    const std::scoped_lock lock(impl_->mutex);
    impl_->listener = std::move(seen);
}

void stop_agents(const fs::path& folder) {
    for (const auto& instance : instance_folders(folder)) stop_agent(instance);
}

void remove_instances(const fs::path& folder) {
    for (const auto& instance : instance_folders(folder)) remove_instance(instance);
}

}  // namespace ikada::providers
