#include "agent/engine.hpp"

#include <random>

#include "agent/container_config.hpp"
#include "agent/host_ports.hpp"
#include "agent/image_removal.hpp"
#include "agent/state_file.hpp"
#include "aws/protocol.hpp"
#include "base/log.hpp"

namespace ikada::agent {
namespace {

// What was removed because nobody needs it, or why it stays.
void tell(const Status& removed, std::string_view kind, const std::string& name) {
    if (removed)
        log::info("{} {} belongs to no task: removed", kind, name);
    else
        log::warn("{} {} stays: {}", kind, name, removed.error().message);
}

}  // namespace

Engine::Engine(const AgentOptions& options, AgentState state,
               Latest<std::shared_ptr<const AgentState>>& snapshot,
               const Latest<std::string>& metadata)
    : options_(options),
      policy_{options.stop_timeout, options.cleanup_wait},
      clock_(not_before(state, system_clock().now())),
      random_(std::random_device{}()),
      probe_(probe_address(options.address)),
      state_(std::move(state)),
      snapshot_(snapshot),
      metadata_(metadata),
      images_at_(clock_.now() + options.image_cleanup.interval),
      pulls_(kPullThreads, [&options] { return docker::Client(options.docker_socket); }),
      docker_(kDockerThreads, [&options] { return docker::Client(options.docker_socket); }),
      api_(kReportThreads, [&options] { return *EcsApi::open(options); }) {
    thread_ = std::thread([this] { run(); });
}

Engine::~Engine() { stop(); }

void Engine::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

// ---- the loop

void Engine::post(Work work) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(work));
    }
    changed_.notify_all();
}

std::deque<Engine::Work> Engine::wait_for_work() {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return stopping_ || !queue_.empty(); };
    const auto pause = wake_at_.value_or(clock_.now() + kSweepEvery) - clock_.now();
    if (pause > Millis{0}) changed_.wait_for(lock, pause, ready);
    return std::exchange(queue_, {});
}

void Engine::run() {
    while (true) {
        step();
        auto works = wait_for_work();
        for (auto& work : works) work();
        const std::lock_guard lock(mutex_);
        if (stopping_) break;
    }
    save();
}

void Engine::wake_by(TimePoint at) { wake_at_ = std::min(wake_at_.value_or(at), at); }

void Engine::step() {
    const auto now = clock_.now();
    wake_at_ = now + kSweepEvery;
    if (now >= sweep_at_) sweep();
    if (recovered_) {
        drive_tasks(now);
        drive_reports(now);
        clean_images(now);
    }
    if (!save()) return wake_by(now + kSaveRetry);
    for (auto& act : std::exchange(after_save_, {})) act();
    publish(now);
    snapshot_.tell(std::make_shared<const AgentState>(state_));
}

// What is told is saved before: an acknowledged task survives a crash at any moment.
bool Engine::save() {
    auto text = write_state(state_);
    if (text == saved_) return true;
    if (auto saved = save_state(options_.data_dir / "agent.json", state_); !saved) {
        log::error("{}; nothing is started or acknowledged until it can be saved",
                   saved.error().message);
        return false;
    }
    saved_ = std::move(text);
    return true;
}

// ---- tasks

void Engine::drive_tasks(TimePoint now) {
    const Now both{now, system_clock().now()};
    for (auto entry = state_.tasks.begin(); entry != state_.tasks.end();) {
        auto& task = entry->second;
        const auto plan = advance(task, policy_, both);
        if (plan.wake_at) wake_by(*plan.wake_at);
        for (const auto& step : plan.steps) begin(task, step);
        entry = plan.forget ? state_.tasks.erase(entry) : std::next(entry);
    }
}

// Only bridge mode publishes; what does not has its own ports or none.
Result<std::vector<docker::PublishedPort>> Engine::ports_for(const TaskSpec& task,
                                                             const ContainerSpec& spec) {
    if (task.network_mode == NetworkMode::Host) return own_ports(spec, options_.address);
    if (task.network_mode != NetworkMode::Bridge) return std::vector<docker::PublishedPort>{};
    return choose_ports(spec, options_.address, ports_in_use(state_.tasks),
                        {state_.next_port, probe_});
}

std::optional<JobOrder> Engine::order_for(TaskRecord& task, const Step& step) {
    auto& record = task.containers[step.container];
    const auto& spec = task.spec.containers[step.container];
    JobOrder order;
    order.step = step;
    order.task_arn = task.spec.arn;
    order.container = record.docker_id;
    order.image = spec.image;
    order.signal = record.stop_signal;
    order.pull = options_.pull;
    order.pulled_before = was_pulled(state_, spec.image);
    order.silent_registry = silent_.contains(registry_of(spec.image), clock_.now());
    order.auth = auth_for(options_.registry_auth, spec.image);
    order.cgroup = task_cgroup(options_, task.spec);
    order.limits = task_limits(task.spec);
    if (step.job == Job::RemoveShared) order.own_volumes = own_volumes(task.spec);
    if (step.job != Job::Create) return order;
    record.ports.clear();
    auto ports = ports_for(task.spec, spec);
    if (!ports) {
        Outcome outcome;
        outcome.step = step;
        outcome.error = ports.error();
        apply(task, outcome, both_times());
        return std::nullopt;
    }
    record.ports = *std::move(ports);
    order.container = docker_name(task.spec, spec);
    order.config = docker_config(options_, task, step.container, metadata_.read());
    order.volumes = volumes_for(options_, task.spec, step.container);
    return order;
}

void Engine::begin(TaskRecord& task, const Step& step) {
    auto order = order_for(task, step);
    if (!order) return wake_by(clock_.now());
    auto& workers = step.job == Job::Pull ? pulls_ : docker_;
    after_save_.push_back([this, &workers, order = *std::move(order)] {
        workers.post([this, order](docker::Client& docker) {
            post([this, arn = order.task_arn, outcome = run_job(docker, order)] {
                finish(arn, outcome);
            });
        });
    });
}

void Engine::finish(const std::string& arn, const Outcome& outcome) {
    const auto found = state_.tasks.find(arn);
    if (found == state_.tasks.end()) return;
    auto& task = found->second;
    const auto& record = task.containers[outcome.step.container];
    const auto before = record.stage;
    apply(task, outcome, both_times());
    if (outcome.step.job == Job::Pull)
        note_pull(task.spec.containers[outcome.step.container].image, outcome);
    const auto& name = task.spec.containers[outcome.step.container].name;
    if (outcome.error)
        log::warn("task {} container {}: {}: {}", task.spec.id(), name,
                  name_of(kJobNames, outcome.step.job), outcome.error->message);
    if (record.stage != before)
        log::info("task {} container {}: {}{}{}", task.spec.id(), name,
                  name_of(kStageNames, record.stage), record.reason.empty() ? "" : ": ",
                  record.reason);
}

void Engine::note_pull(const std::string& image, const Outcome& outcome) {
    const auto now = clock_.now();
    const auto registry = registry_of(image);
    if (outcome.pulled) silent_.answered(registry);
    if (outcome.pull_began_at && !outcome.pulled)
        silent_.failed(registry, system_clock().now() - *outcome.pull_began_at, now);
    if (!outcome.image_id.empty())
        note_image(state_, {image, outcome.image_id, outcome.pulled, outcome.image_is_new}, now);
}

// ---- what Docker shows

void Engine::sweep() {
    sweep_at_ = clock_.now() + kSweepEvery;
    if (std::exchange(sweeping_, true)) return;
    docker_.post([this](docker::Client& docker) {
        const docker::Labels ours{{kInstanceLabel, options_.instance_id}};
        auto rows = docker.list(ours);
        auto volumes = docker.list_volumes(ours);
        post([this, rows = std::move(rows), volumes = std::move(volumes)] {
            sweeping_ = false;
            if (rows && volumes) return listed(*rows, *volumes);
            if (!recovered_) sweep_at_ = clock_.now() + kSaveRetry;
            log::warn("{}", rows ? volumes.error().message : rows.error().message);
        });
    });
}

void Engine::listed(const Rows& rows, const std::vector<docker::Volume>& volumes) {
    if (!std::exchange(recovered_, true))
        for (const auto& arn : adopt_unknown(state_, rows))
            log::warn("task {} is not in the saved state: adopted as Docker shows it", arn);
    notice_all(state_, rows);
    auto lost = orphans(state_, rows);
    auto lost_volumes = orphans(state_, volumes);
    if (lost.empty() && lost_volumes.empty()) return;
    docker_.post([lost, lost_volumes](docker::Client& docker) {
        for (const auto& id : lost) tell(docker.remove(id, true), "container", id);
        for (const auto& name : lost_volumes) tell(docker.remove_volume(name), "volume", name);
    });
}

void Engine::clean_images(TimePoint now) {
    wake_by(images_at_);
    if (now < images_at_) return;
    images_at_ = now + options_.image_cleanup.interval;
    wake_by(images_at_);
    for (const auto& id : images_to_remove(state_, options_.image_cleanup, now))
        docker_.post([this, id, names = state_.images.at(id).names](docker::Client& docker) {
            const auto removed = remove_pulled_image(docker, id, names);
            tell(removed, "image", names.empty() ? id : *names.begin());
            if (removed) post([this, id] { state_.images.erase(id); });
        });
}

// ---- reports

void Engine::drive_reports(TimePoint now) {
    for (auto& [arn, task] : state_.tasks) {
        if (task.report_at) wake_by(*task.report_at);
        auto report = next_report(task, options_.cluster, now);
        if (!report) continue;
        task.report_under_way = true;
        after_save_.push_back(
            [this, arn = arn, report = *std::move(report)] { submit(arn, report); });
    }
}

void Engine::submit(const std::string& arn, Report report) {
    api_.post([this, arn, report = std::move(report)](EcsApi& api) {
        const auto answer = api.call<ecs::shapes::SubmitTaskStateChangeResponse>(
            "SubmitTaskStateChange", report.request);
        std::optional<Error> error;
        if (!answer) error = answer.error();
        post([this, arn, report, error] { reported(arn, report, error); });
    });
}

void Engine::reported(const std::string& arn, const Report& report,
                      const std::optional<Error>& error) {
    const auto found = state_.tasks.find(arn);
    if (found == state_.tasks.end()) return;
    auto& task = found->second;
    const bool dropped = error && aws::is_remote(*error, "InvalidParameterException");
    if (!error || dropped) settle_report(task, report, clock_.now());
    if (!error) return;
    const auto status = report.request.status.value_or("");
    if (dropped)
        return log::error("report {} of task {} is dropped: {}", status, task.spec.id(),
                          error->message);
    if (task.failed_reports == 0)
        log::warn("report {} of task {} will be sent again: {}", status, task.spec.id(),
                  error->message);
    retry_report(task, clock_.now());
}

// ---- the two websockets and Docker's events

void Engine::registered(RegisteredAs as) {
    post([this, as = std::move(as)] {
        state_.container_instance_arn = as.arn;
        state_.availability_zone = as.availability_zone;
        state_.vpc_id = as.vpc_id;
    });
}

void Engine::acs_opened(std::shared_ptr<net::WebSocket> socket) {
    post([this, socket = std::move(socket)] { acs_ = socket; });
}

void Engine::acs_said(std::string message, AcsListener listener) {
    post([this, message = std::move(message), listener = std::move(listener)] {
        auto answer = handle_acs_message(state_, message);
        if (answer.recognised) listener.heard();
        if (!answer.complaint.empty()) log::warn("ACS: a message: {}", answer.complaint);
        for (auto& order : answer.streams) listener.open_stream(std::move(order));
        for (const auto& arn : answer.touched) log::info("task {}: told by the control plane", arn);
        for (auto& reply : answer.replies)
            after_save_.push_back([socket = acs_, reply = std::move(reply)] {
                if (socket) socket->send(reply);
            });
    });
}

void Engine::tcs_opened(std::shared_ptr<net::WebSocket> socket, LinkTarget target) {
    post([this, socket = std::move(socket), target = std::move(target)] {
        tcs_ = socket;
        tcs_target_ = target;
        publish_at_ = {};
    });
}

void Engine::publish(TimePoint now) {
    if (!tcs_) return;
    auto entries = health_of(state_);
    if (entries == published_ && now < publish_at_) return wake_by(publish_at_);
    publish_at_ = now + kHealthEvery;
    wake_by(publish_at_);
    if (entries.empty() && published_.empty()) return;
    const auto wall = system_clock().now();  // it is signed, and told
    for (const auto& message : health_messages(state_, entries, random_.uuid(), wall))
        tcs_->send(tcs_frame(options_, tcs_target_, message, wall));
    published_ = std::move(entries);
}

void Engine::container_changed(std::string docker_id) {
    post([this, id = std::move(docker_id)] {
        for (auto& [arn, task] : state_.tasks)
            for (auto& container : task.containers)
                if (container.docker_id == id && container.stage != Stage::Stopped)
                    container.look = true;
    });
}

void Engine::sweep_soon() {
    post([this] { sweep_at_ = {}; });
}

}  // namespace ikada::agent
