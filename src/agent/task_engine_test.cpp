#include "agent/task_engine.hpp"

#include "agent/testing.hpp"
#include "base/steady_time.hpp"

namespace ikada::agent {
namespace {

using testing::a_task;
using testing::done;
using testing::failed;
using testing::kNoon;
using testing::looked;
using testing::run;
using testing::seen;
using testing::seen_exited;
using testing::steps;
using Steps = std::vector<Step>;

TEST(TaskEngine, pulls_creates_and_starts_one_after_the_other) {
    auto task = a_task();
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 0}}));
    EXPECT_EQ(steps(task), Steps{});
    apply(task, done(Job::Pull), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Create, 0}}));
    apply(task, done(Job::Create), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Start, 0}}));
    apply(task, done(Job::Start), kNoon);
    EXPECT_EQ(stage_of(task), Stage::Running);
    EXPECT_EQ(steps(task), Steps{});
}

TEST(TaskEngine, takes_the_ports_that_docker_shows) {
    auto task = a_task();
    run(task);
    ASSERT_EQ(task.containers[0].ports.size(), 1u);
    EXPECT_EQ(task.containers[0].ports[0].host_port, 32768);
}

TEST(TaskEngine, stops_with_a_signal_and_kills_after_the_timeout) {
    auto task = a_task();
    run(task);
    task.stop_asked = true;
    EXPECT_EQ(steps(task), (Steps{{Job::Signal, 0}}));
    apply(task, done(Job::Signal), kNoon);
    EXPECT_EQ(advance(task, Policy{}, kNoon + Seconds{29}).wake_at, kNoon + Seconds{30});
    EXPECT_EQ(steps(task, kNoon + Seconds{30}), (Steps{{Job::Kill, 0}}));
}

// The wall clock is set `by` in the middle of a stop; when is the container killed?
Seconds killed_after(Seconds by) {
    auto task = a_task();
    run(task);
    task.stop_asked = true;
    SteadyTime clock(kNoon);
    steps(task);
    apply(task, done(Job::Signal), kNoon);
    for (Seconds passed{1}; passed < Seconds{100}; ++passed) {
        const auto wall = kNoon + passed + by;
        const auto plan = advance(task, Policy{}, {clock.follow(wall, passed), wall});
        if (plan.steps == Steps{{Job::Kill, 0}}) return passed;
    }
    return Seconds{0};
}

TEST(TaskEngine, kills_in_time_though_the_wall_clock_jumps) {
    EXPECT_EQ(killed_after(Seconds{0}), Seconds{30});
    EXPECT_EQ(killed_after(Seconds{3600}), Seconds{28});
    EXPECT_EQ(killed_after(Seconds{-3600}), Seconds{34});
}

TEST(TaskEngine, tells_the_wall_clocks_time_of_an_end) {
    auto task = a_task();
    run(task);
    apply(task, looked(seen_exited(0)), {kNoon + Seconds{1}, kNoon - Seconds{3600}});
    EXPECT_EQ(task.execution_stopped_at, kNoon - Seconds{3600});
    EXPECT_EQ(task.stopped_at, kNoon - Seconds{3600});
}

TEST(TaskEngine, goes_on_from_the_time_it_decided_by_before_it_started_again) {
    AgentState state;
    EXPECT_EQ(not_before(state, kNoon), kNoon);
    auto task = a_task();
    task.containers[0].signalled_at = kNoon + Seconds{3600};
    state.tasks.emplace("a", task);
    EXPECT_EQ(not_before(state, kNoon), kNoon + Seconds{3600});
}

TEST(TaskEngine, waits_as_long_as_the_container_asks_before_it_kills) {
    auto task = a_task(R"({"name":"app","image":"a","essential":true,"stopTimeout":90})");
    run(task);
    task.stop_asked = true;
    steps(task);
    apply(task, done(Job::Signal), kNoon);
    EXPECT_EQ(steps(task, kNoon + Seconds{89}), Steps{});
    EXPECT_EQ(steps(task, kNoon + Seconds{90}), (Steps{{Job::Kill, 0}}));
}

TEST(TaskEngine, kills_again_what_outlives_a_kill) {
    auto task = a_task();
    run(task);
    task.stop_asked = true;
    steps(task);
    apply(task, done(Job::Signal), kNoon);
    steps(task, kNoon + Seconds{30});
    apply(task, done(Job::Kill), kNoon + Seconds{30});
    EXPECT_EQ(steps(task, kNoon + Seconds{34}), Steps{});
    EXPECT_EQ(steps(task, kNoon + Seconds{35}), (Steps{{Job::Kill, 0}}));
}

TEST(TaskEngine, signals_again_if_docker_was_away_when_it_tried) {
    auto task = a_task();
    run(task);
    task.stop_asked = true;
    steps(task);
    apply(task, failed(Job::Signal, docker::kUnreachable, "away"), kNoon);
    const auto later = kNoon + kRetryFirst;
    EXPECT_EQ(steps(task, later), (Steps{{Job::Inspect, 0}}));
    apply(task, looked(seen(docker::ContainerState::Running)), later);
    EXPECT_EQ(steps(task, later), (Steps{{Job::Signal, 0}}));
}

TEST(TaskEngine, stops_a_task_that_never_ran_without_an_exit_code) {
    auto task = a_task();
    task.stop_asked = true;
    EXPECT_EQ(steps(task), Steps{});
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    EXPECT_EQ(task.containers[0].exit_code, std::nullopt);
}

TEST(TaskEngine, does_not_wait_for_a_pull_to_stop_a_task) {
    auto task = a_task();
    steps(task);
    task.stop_asked = true;
    steps(task);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    apply(task, done(Job::Pull), kNoon);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
}

TEST(TaskEngine, waits_for_a_start_under_way_and_then_stops_what_it_started) {
    auto task = a_task();
    steps(task);
    apply(task, done(Job::Pull), kNoon);
    steps(task);
    apply(task, done(Job::Create), kNoon);
    steps(task);  // the start is under way
    task.stop_asked = true;
    EXPECT_EQ(steps(task), Steps{});
    apply(task, done(Job::Start), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Signal, 0}}));
}

TEST(TaskEngine, keeps_the_exit_code_of_a_container_that_ended) {
    auto task = a_task();
    run(task);
    apply(task, looked(seen_exited(3)), kNoon);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    EXPECT_EQ(task.containers[0].exit_code, 3);
    EXPECT_EQ(task.containers[0].reason, "");
    EXPECT_EQ(task.execution_stopped_at, kNoon);
}

TEST(TaskEngine, says_when_memory_ran_out) {
    auto task = a_task();
    run(task);
    auto container = seen_exited(137);
    container.oom_killed = true;
    apply(task, looked(container), kNoon);
    EXPECT_EQ(task.containers[0].reason, "OutOfMemoryError: Container killed due to memory usage");
}

TEST(TaskEngine, says_why_an_image_could_not_be_had) {
    auto task = a_task();
    steps(task);
    apply(task, failed(Job::Pull, docker::kRefused, "Error response from daemon: no such host"),
          kNoon);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    EXPECT_EQ(task.containers[0].reason,
              "CannotPullContainerError: Error response from daemon: no such host");
    EXPECT_EQ(task.containers[0].exit_code, std::nullopt);
}

TEST(TaskEngine, tries_again_while_docker_is_away) {
    auto task = a_task();
    steps(task);
    apply(task, failed(Job::Pull, docker::kUnreachable, "away"), kNoon);
    EXPECT_EQ(steps(task), Steps{});
    EXPECT_EQ(steps(task, kNoon + kRetryFirst), (Steps{{Job::Pull, 0}}));
}

TEST(TaskEngine, chooses_other_dynamic_ports_when_one_was_taken_meanwhile) {
    auto task = a_task();
    apply(task, done(Job::Pull), kNoon);
    apply(task, done(Job::Create), kNoon);
    auto taken = failed(Job::Start, docker::kRefused, "port is already allocated");
    taken.port_taken = true;
    apply(task, taken, kNoon);
    EXPECT_EQ(task.containers[0].stage, Stage::Pulled);
    EXPECT_EQ(steps(task), (Steps{{Job::Create, 0}}));
}

TEST(TaskEngine, starts_again_beside_processes_that_docker_has_lost_and_gives_up_in_the_end) {
    auto task = a_task();
    for (const auto job : {Job::Pull, Job::Create}) apply(task, done(job), kNoon);
    auto outcome = failed(Job::Start, docker::kRefused, "id already in use");
    outcome.leftover = true;
    auto now = kNoon;
    for (int i = 0; i < kLeftoverTriesMax; ++i) {
        EXPECT_EQ(steps(task, now += kRetryLongest), (Steps{{Job::Start, 0}}));
        apply(task, outcome, now);
        EXPECT_EQ(steps(task, now), Steps{});
    }
    steps(task, now += kRetryLongest);
    apply(task, outcome, now);
    EXPECT_EQ(task.containers[0].reason, "CannotStartContainerError: id already in use");
    EXPECT_EQ(stage_of(task), Stage::Stopped);
}

TEST(TaskEngine, kills_what_docker_was_killed_over_while_it_started_it) {
    auto task = a_task();
    for (const auto job : {Job::Pull, Job::Create}) apply(task, done(job), kNoon);
    steps(task);
    apply(task, failed(Job::Start, docker::kUnreachable, "away"), kNoon);
    steps(task, kNoon + kRetryFirst);
    auto found = seen(docker::ContainerState::Running);
    found.started_at.reset();
    apply(task, looked(found), kNoon + kRetryFirst);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    EXPECT_EQ(task.containers[0].exit_code, std::nullopt);
    EXPECT_TRUE(task.containers[0].reason.starts_with("CannotStartContainerError"));
    EXPECT_EQ(steps(task, kNoon + kRetryFirst), (Steps{{Job::Kill, 0}}));
}

TEST(TaskEngine, fails_when_a_fixed_port_is_taken) {
    auto task = a_task(
        R"({"name":"app","image":"a","essential":true,
            "portMappings":[{"containerPort":80,"hostPort":80}]})");
    apply(task, done(Job::Pull), kNoon);
    apply(task, done(Job::Create), kNoon);
    auto taken = failed(Job::Start, docker::kRefused, "port is already allocated");
    taken.port_taken = true;
    apply(task, taken, kNoon);
    EXPECT_EQ(task.containers[0].reason, "CannotStartContainerError: port is already allocated");
}

TEST(TaskEngine, calls_a_container_that_docker_no_longer_knows_vanished) {
    auto task = a_task();
    run(task);
    apply(task, failed(Job::Inspect, docker::kNotFound, "No such container"), kNoon);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    EXPECT_TRUE(task.containers[0].reason.starts_with("ContainerVanishedError"));
}

TEST(TaskEngine, looks_at_a_container_whose_row_differs_from_what_it_knows) {
    auto task = a_task();
    run(task);
    docker::ContainerRow row{"d0c", "n", docker::ContainerState::Running, {}, {}};
    notice(task.containers[0], &row);
    EXPECT_EQ(steps(task), Steps{});
    row.state = docker::ContainerState::Exited;
    notice(task.containers[0], &row);
    EXPECT_EQ(steps(task), (Steps{{Job::Inspect, 0}}));
}

TEST(TaskEngine, looks_at_a_container_that_is_missing_before_it_calls_it_gone) {
    auto task = a_task();
    run(task);
    notice(task.containers[0], nullptr);
    EXPECT_EQ(steps(task), (Steps{{Job::Inspect, 0}}));
}

TEST(TaskEngine, recognises_a_container_that_it_created_just_before_it_was_killed) {
    auto task = a_task();
    apply(task, done(Job::Pull), kNoon);
    const docker::ContainerRow row{"d0c", "n", docker::ContainerState::Created, {}, {}};
    notice(task.containers[0], &row);
    EXPECT_EQ(steps(task), (Steps{{Job::Start, 0}}));
}

TEST(TaskEngine, looks_first_at_what_may_have_started_unheard_before_it_calls_it_stopped) {
    auto task = a_task();
    apply(task, done(Job::Pull), kNoon);
    const docker::ContainerRow row{"d0c", "n", docker::ContainerState::Running, {}, {}};
    notice(task.containers[0], &row);
    task.stop_asked = true;
    EXPECT_EQ(steps(task), (Steps{{Job::Inspect, 0}}));
    apply(task, looked(seen(docker::ContainerState::Running)), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Signal, 0}}));
}

TEST(TaskEngine, looks_after_a_start_that_docker_did_not_answer) {
    auto task = a_task();
    apply(task, done(Job::Pull), kNoon);
    apply(task, done(Job::Create), kNoon);
    steps(task);
    apply(task, failed(Job::Start, docker::kUnreachable, "timed out"), kNoon);
    task.stop_asked = true;
    EXPECT_EQ(steps(task), Steps{});
    EXPECT_EQ(steps(task, kNoon + kRetryFirst), (Steps{{Job::Inspect, 0}}));
}

TEST(TaskEngine, removes_containers_some_time_after_the_end_was_delivered) {
    auto task = a_task();
    run(task);
    apply(task, looked(seen_exited(0)), kNoon);
    EXPECT_EQ(steps(task, kNoon + std::chrono::hours{9}), Steps{});
    task.reported = Stage::Stopped;
    task.reported_at = kNoon;
    EXPECT_EQ(steps(task, kNoon + Seconds{599}), Steps{});
    EXPECT_EQ(steps(task, kNoon + Seconds{600}), (Steps{{Job::Remove, 0}}));
    apply(task, done(Job::Remove), kNoon + Seconds{600});
    EXPECT_TRUE(advance(task, Policy{}, kNoon + Seconds{600}).forget);
}

TEST(TaskEngine, removes_volumes_of_its_own_after_the_containers) {
    auto spec = parse_task(testing::parsed(testing::payload(
        R"({"name":"app","image":"a","mountPoints":[{"sourceVolume":"v","containerPath":"/v"}]})",
        R"("volumes":[{"name":"v","host":{}}])")));
    ASSERT_TRUE(spec);
    auto task = make_record(*spec, "");
    run(task);
    apply(task, looked(seen_exited(0)), kNoon);
    task.reported = Stage::Stopped;
    task.reported_at = kNoon;
    const auto later = kNoon + Seconds{600};
    EXPECT_EQ(steps(task, later), (Steps{{Job::Remove, 0}}));
    apply(task, done(Job::Remove), later);
    EXPECT_EQ(steps(task, later), (Steps{{Job::RemoveShared, 0}}));
    EXPECT_FALSE(advance(task, Policy{}, later).forget);
    apply(task, done(Job::RemoveShared), later);
    EXPECT_TRUE(advance(task, Policy{}, later).forget);
}

TEST(TaskEngine, removes_the_control_group_of_a_task_with_limits) {
    const auto spec =
        parse_task(testing::parsed(testing::payload(testing::kOne, R"("memory":64)")));
    ASSERT_TRUE(spec);
    auto task = make_record(*spec, "");
    task.containers[0].stage = Stage::Stopped;
    task.stopped_at = task.reported_at = kNoon;
    task.reported = Stage::Stopped;
    const auto later = kNoon + Seconds{600};
    EXPECT_EQ(steps(task, later), (Steps{{Job::RemoveShared, 0}}));
    apply(task, done(Job::RemoveShared), later);
    EXPECT_TRUE(advance(task, Policy{}, later).forget);
}

TEST(TaskEngine, names_a_step_that_took_too_long) {
    auto task = a_task();
    steps(task);
    auto late = failed(Job::Pull, docker::kTimedOut,
                       "Could not transition to pulled; timed out after waiting 1m0s");
    late.error_name = "DockerTimeoutError";
    apply(task, late, kNoon);
    EXPECT_EQ(task.containers[0].reason,
              "DockerTimeoutError: Could not transition to pulled; timed out after waiting 1m0s");
}

TEST(TaskEngine, pulls_again_what_was_removed_before_it_was_used) {
    auto task = a_task();
    apply(task, done(Job::Pull), kNoon);
    auto gone = failed(Job::Create, docker::kNotFound, "No such image: app:1");
    gone.image_gone = true;
    for (int i = 0; i < kImageTriesMax; ++i) {
        apply(task, gone, kNoon);
        EXPECT_EQ(steps(task), (Steps{{Job::Pull, 0}}));
        apply(task, done(Job::Pull), kNoon);
    }
    apply(task, gone, kNoon);
    EXPECT_EQ(task.containers[0].reason, "CannotCreateContainerError: No such image: app:1");
}

TEST(TaskEngine, gives_its_task_the_reason_of_what_is_not_reported) {
    auto spec = parse_task(testing::parsed(testing::payload(testing::kOne, R"("pidMode":"task")")));
    ASSERT_TRUE(spec);
    auto task = make_record(*spec, "");
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 1}}));
    auto lost = failed(Job::Pull, docker::kRefused, "no space left on device");
    lost.step.container = 1;
    apply(task, lost, kNoon);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    EXPECT_EQ(task.reason, "CannotPullContainerError: no space left on device");
}

TEST(TaskEngine, brings_the_others_down_when_an_essential_container_ends) {
    auto task = a_task(R"({"name":"app","image":"a","essential":true},
                          {"name":"side","image":"s"})");
    run(task, 0);
    run(task, 1);
    apply(task, looked(seen_exited(1)), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Signal, 1}}));
}

TEST(TaskEngine, lets_the_task_run_when_another_container_ends) {
    auto task = a_task(R"({"name":"app","image":"a","essential":true},
                          {"name":"side","image":"s"})");
    run(task, 0);
    run(task, 1);
    apply(task, looked(seen_exited(0), 1), kNoon);
    EXPECT_EQ(steps(task), Steps{});
    EXPECT_EQ(stage_of(task), Stage::Running);
}

constexpr const char* kAfterSetup =
    R"({"name":"app","image":"a","essential":true,
        "dependsOn":[{"containerName":"setup","condition":"SUCCESS"}]},
       {"name":"setup","image":"s"})";

TEST(TaskEngine, starts_a_container_after_what_it_depends_on) {
    auto task = a_task(kAfterSetup);
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 1}}));
    run(task, 1);
    apply(task, looked(seen_exited(0), 1), kNoon);
    EXPECT_EQ(steps(task), (Steps{{Job::Pull, 0}}));
}

TEST(TaskEngine, fails_a_container_whose_dependency_failed) {
    auto task = a_task(kAfterSetup);
    run(task, 1);
    apply(task, looked(seen_exited(2), 1), kNoon);
    EXPECT_EQ(stage_of(task), Stage::Stopped);
    EXPECT_EQ(task.containers[0].exit_code, kDependencyFailedExit);
}

}  // namespace
}  // namespace ikada::agent
