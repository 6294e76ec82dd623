#pragma once
// The edge around the task engine: one thread that owns the agent's state, hands jobs to workers,
// reports, and saves before anyone is told.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "agent/acs_messages.hpp"
#include "agent/ecs_api.hpp"
#include "agent/found_containers.hpp"
#include "agent/health.hpp"
#include "agent/host_ports.hpp"
#include "agent/image_cleanup.hpp"
#include "agent/jobs.hpp"
#include "agent/latest.hpp"
#include "agent/pull_rules.hpp"
#include "agent/registration.hpp"
#include "agent/reports.hpp"
#include "agent/targets.hpp"
#include "agent/workers.hpp"
#include "base/decision_clock.hpp"
#include "net/websocket.hpp"

namespace ikada::agent {

constexpr int kPullThreads = 4;    // pulls take long and are bound by the network
constexpr int kDockerThreads = 6;  // other calls take milliseconds to seconds
constexpr int kReportThreads = 4;
constexpr Seconds kSweepEvery{10};   // what an event stream may have missed
constexpr Seconds kHealthEvery{20};  // TCS's cadence
constexpr Seconds kSaveRetry{1};

// What a message of the control plane may mean to others.
struct AcsListener {
    std::function<void()> heard;  // it is a sign of life
    std::function<void(StreamOrder)> open_stream;
};

class Engine {
  public:
    // What is known after each change goes to `snapshot`: never changed, null before the first.
    // `metadata`: where containers find their task's metadata, for their environment.
    Engine(const AgentOptions& options, AgentState state,
           Latest<std::shared_ptr<const AgentState>>& snapshot,
           const Latest<std::string>& metadata);
    ~Engine();  // saves; jobs under way are waited for

    // Stops deciding and saves. Jobs under way go on; what they find is found again later.
    void stop();

    // All below: any thread, at once.
    void registered(RegisteredAs as);
    void acs_opened(std::shared_ptr<net::WebSocket> socket);
    void acs_said(std::string message, AcsListener listener);
    void tcs_opened(std::shared_ptr<net::WebSocket> socket, LinkTarget target);
    void container_changed(std::string docker_id);
    void sweep_soon();  // Docker was away: look at everything

  private:
    using Work = std::function<void()>;
    void post(Work work);
    void run();
    std::deque<Work> wait_for_work();
    void step();
    void drive_tasks(TimePoint now);
    void begin(TaskRecord& task, const Step& step);
    Result<std::vector<docker::PublishedPort>> ports_for(const TaskSpec& task,
                                                         const ContainerSpec& spec);
    std::optional<JobOrder> order_for(TaskRecord& task, const Step& step);
    void finish(const std::string& arn, const Outcome& outcome);
    void note_pull(const std::string& image, const Outcome& outcome);
    void drive_reports(TimePoint now);
    void submit(const std::string& arn, Report report);
    void reported(const std::string& arn, const Report& report, const std::optional<Error>& error);
    void sweep();
    void listed(const Rows& rows, const std::vector<docker::Volume>& volumes);
    void clean_images(TimePoint now);
    bool save();
    void publish(TimePoint now);
    void wake_by(TimePoint at);
    Now both_times() const { return {clock_.now(), system_clock().now()}; }

    const AgentOptions& options_;
    const Policy policy_;
    const DecisionClock clock_;  // a wall clock that jumps hurries no kill and delays none
    Random random_;
    const PortProbe probe_;
    AgentState state_;  // the engine thread's
    Latest<std::shared_ptr<const AgentState>>& snapshot_;
    const Latest<std::string>& metadata_;
    bool recovered_ = false;  // Docker has been asked what is there
    bool sweeping_ = false;
    TimePoint sweep_at_{};
    TimePoint images_at_;
    SilentRegistries silent_;
    std::string saved_;
    std::vector<std::function<void()>> after_save_;  // jobs, reports, replies
    std::shared_ptr<net::WebSocket> acs_, tcs_;
    LinkTarget tcs_target_;
    std::vector<HealthEntry> published_;
    TimePoint publish_at_{};
    std::optional<TimePoint> wake_at_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Work> queue_;
    bool stopping_ = false;

    std::thread thread_;
    // Last, so that they end first: their jobs post to the above.
    Workers<docker::Client> pulls_, docker_;
    Workers<EcsApi> api_;
};

}  // namespace ikada::agent
