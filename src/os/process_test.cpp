#include "os/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/strings.hpp"
#include "os/files.hpp"
#include "os/testing.hpp"

namespace ikada::os {
namespace {

using std::chrono::steady_clock;
using testing::HasSubstr;

template <class Condition>
bool eventually(Condition holds) {
    const auto deadline = steady_clock::now() + Seconds{60};
    while (steady_clock::now() < deadline) {
        if (holds()) return true;
        std::this_thread::sleep_for(Millis{5});
    }
    return holds();
}

Launch shell(const std::string& script, const std::filesystem::path& log = {}) {
    return {.command = {"sh", "-c", script}, .environment = {}, .log_file = log};
}

std::string text_of(const std::filesystem::path& file) {
    const auto text = read_file(file);
    return text ? *text : "";
}

TEST(Launch, appends_what_the_program_says_to_its_log) {
    const TempFolder folder;
    ASSERT_TRUE(write_file(folder / "log", "before\n"));
    const auto process = launch(shell("echo out; echo err >&2", folder / "log"));
    ASSERT_TRUE(process);
    ASSERT_TRUE(eventually([&] { return !is_alive(*process); }));
    EXPECT_EQ(text_of(folder / "log"), "before\nout\nerr\n");
}

TEST(Launch, adds_to_the_environment_and_replaces_in_it) {
    const TempFolder folder;
    auto how = shell("echo $IKADA_TEST-$HOME-$PATH", folder / "log");
    how.environment = {{"IKADA_TEST", "a=b c"}, {"HOME", "/h"}};
    const auto process = launch(how);
    ASSERT_TRUE(process);
    ASSERT_TRUE(eventually([&] { return !is_alive(*process); }));
    EXPECT_THAT(text_of(folder / "log"), HasSubstr("a=b c-/h-/"));
}

TEST(Launch, hands_down_nothing_but_the_standard_descriptors) {
    const TempFolder folder;
    const int leaky = ::dup(STDERR_FILENO);  // without close-on-exec
    const auto process = launch(shell("ls /proc/$$/fd; readlink /proc/$$/fd/0", folder / "log"));
    ASSERT_TRUE(process);
    ASSERT_TRUE(eventually([&] { return !is_alive(*process); }));
    ::close(leaky);
    EXPECT_EQ(text_of(folder / "log"), "0\n1\n2\n/dev/null\n");
}

TEST(Launch, puts_the_program_into_its_own_session) {
    const auto process = launch(shell("sleep 60"));
    ASSERT_TRUE(process);
    EXPECT_EQ(::getsid(process->pid), process->pid);
    stop(*process, Seconds{5});
}

TEST(Launch, gives_the_program_default_signals_even_where_ours_are_ignored) {
    ::signal(SIGTERM, SIG_IGN);
    const auto process = launch(shell("sleep 60"));
    ::signal(SIGTERM, SIG_DFL);
    ASSERT_TRUE(process);
    signal(*process, SIGTERM);
    EXPECT_TRUE(eventually([&] { return !is_alive(*process); }));
}

TEST(Launch, names_the_program_that_is_not_there) {
    const auto process =
        launch({.command = {"no-such-program"}, .environment = {}, .log_file = {}});
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error().message, "cannot start no-such-program: No such file or directory");
}

TEST(Launch, names_the_log_file_that_cannot_be_written) {
    const auto process = launch(shell("true", "/nowhere/log"));
    ASSERT_FALSE(process);
    EXPECT_THAT(process.error().message, HasSubstr("/nowhere/log"));
}

TEST(Stop, ends_a_process_that_ignores_sigterm) {
    const TempFolder folder;
    const auto process =
        launch(shell("trap '' TERM; echo ready; while :; do sleep 0.1; done", folder / "log"));
    ASSERT_TRUE(process);
    ASSERT_TRUE(eventually([&] { return text_of(folder / "log") == "ready\n"; }));
    stop(*process, Millis{50});
    EXPECT_FALSE(is_alive(*process));
}

TEST(Stop, lets_a_process_finish_within_its_patience) {
    const TempFolder folder;
    const auto process = launch(shell(
        "trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.1; done", folder / "log"));
    ASSERT_TRUE(process);
    ASSERT_TRUE(eventually([&] { return text_of(folder / "log") == "ready\n"; }));
    stop(*process, Seconds{10});
    EXPECT_EQ(text_of(folder / "log"), "ready\nbye\n");
}

TEST(Signals, spare_a_process_that_got_the_same_pid_later) {
    const auto process = launch(shell("sleep 60"));
    ASSERT_TRUE(process);
    const ProcessId earlier{process->pid, process->start_ticks - 1};
    EXPECT_FALSE(is_alive(earlier));
    signal(earlier, SIGKILL);
    stop(earlier, Seconds{5});
    EXPECT_TRUE(is_alive(*process));
    stop(*process, Seconds{5});
}

TEST(Signals, nobody_is_not_alive_and_not_our_process_group) {
    EXPECT_FALSE(is_alive(ProcessId{}));
    signal(ProcessId{}, SIGKILL);
    stop(ProcessId{}, Seconds{1});
}

TEST(PidFile, is_read_back_while_its_process_lives) {
    const TempFolder folder;
    const auto process = launch(shell("sleep 60"));
    ASSERT_TRUE(process);
    ASSERT_TRUE(write_pid_file(folder / "pid", *process));
    EXPECT_EQ(read_pid_file(folder / "pid"), *process);
    stop(*process, Seconds{5});
    EXPECT_EQ(read_pid_file(folder / "pid"), std::nullopt);
}

TEST(PidFile, gives_nothing_when_absent_or_broken) {
    const TempFolder folder;
    EXPECT_EQ(read_pid_file(folder / "pid"), std::nullopt);
    for (const auto* text : {"", "12", "x y", "1 2 3", "-1 5", "99999999999999999999 1"}) {
        ASSERT_TRUE(write_file(folder / "pid", text));
        EXPECT_EQ(read_pid_file(folder / "pid"), std::nullopt) << text;
    }
}

TEST(Identify, knows_our_own_process_and_refuses_one_that_is_not_there) {
    const auto us = identify(::getpid());
    ASSERT_TRUE(us);
    EXPECT_TRUE(is_alive(*us));
    EXPECT_FALSE(identify(0x7ffffff0));
}

TEST(Run, gives_the_exit_code_and_both_outputs) {
    const auto output = run({"sh", "-c", "echo out; echo err >&2; exit 3"}, Seconds{10});
    ASSERT_TRUE(output);
    EXPECT_EQ(output->exit_code, 3);
    EXPECT_EQ(output->text, "out\nerr\n");
}

TEST(Run, tells_a_signal_as_the_shell_does) {
    const auto output = run({"sh", "-c", "kill -9 $$"}, Seconds{10});
    ASSERT_TRUE(output);
    EXPECT_EQ(output->exit_code, 137);
}

TEST(Run, ends_what_takes_too_long_with_all_its_children) {
    const auto output = run({"sh", "-c", "echo $$; sleep 60 & sleep 60"}, Millis{200});
    ASSERT_FALSE(output);
    EXPECT_THAT(output.error().message, HasSubstr("did not end within 200 ms"));
}

TEST(Run, does_not_wait_for_a_daemon_left_behind) {
    const auto output = run({"sh", "-c", "sleep 60 & echo $!"}, Seconds{10});
    ASSERT_TRUE(output);
    const auto pid = parse_int(trim(output->text));
    ASSERT_TRUE(pid);
    ::kill(static_cast<pid_t>(*pid), SIGKILL);
}

TEST(Run, keeps_the_beginning_of_endless_output) {
    const auto output = run({"sh", "-c", "head -c 3000000 /dev/zero"}, Seconds{20});
    ASSERT_TRUE(output);
    EXPECT_EQ(output->text.size(), 1024u * 1024u);
}

}  // namespace
}  // namespace ikada::os
