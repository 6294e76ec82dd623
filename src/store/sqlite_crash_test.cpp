// kill -9 at any moment: what was acknowledged is there, and no batch is there by half.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "base/random.hpp"
#include "base/strings.hpp"
#include "os/files.hpp"
#include "os/testing.hpp"
#include "store/store.hpp"
#include "store/testing.hpp"

namespace ikada::store {
namespace {

constexpr int kRounds = 12;
constexpr int kBatchesPerRoundMax = 50'000;
constexpr int kKeysPerBatch = 40;
constexpr int kAcksBeforeKillMax = 60;

// Every batch sets the same keys to its own number, so that half a batch shows.
std::vector<Write> batch_number(int number) {
    std::vector<Write> batch;
    for (int i = 0; i < kKeysPerBatch; ++i)
        batch.push_back({fmt::format("key/{:03}", i), std::to_string(number)});
    return batch;
}

[[noreturn]] void write_until_killed(const std::string& url, int first, int report) {
    auto store = open_store(url);
    if (!store) ::_exit(1);
    for (int number = first; number < first + kBatchesPerRoundMax; ++number) {
        if (!(*store)->commit(batch_number(number))) ::_exit(2);
        if (::write(report, &number, sizeof number) != sizeof number) ::_exit(3);
    }
    ::_exit(4);
}

struct Writer {
    pid_t pid;
    int reports;
};

Writer start_writer(const std::string& url, int first) {
    int ends[2];
    if (::pipe(ends) != 0) return {-1, -1};
    const pid_t pid = ::fork();
    if (pid == 0) write_until_killed(url, first, ends[1]);
    ::close(ends[1]);
    return {pid, ends[0]};
}

// The last acknowledged number.
int kill_after(Writer writer, std::int64_t acks) {
    int last = 0;
    for (; acks > 0; --acks)
        if (::read(writer.reports, &last, sizeof last) != sizeof last) break;
    ::kill(writer.pid, SIGKILL);
    while (::read(writer.reports, &last, sizeof last) == sizeof last) continue;
    ::close(writer.reports);
    int status = 0;
    ::waitpid(writer.pid, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer failed with " << WEXITSTATUS(status);
    return last;
}

TEST(SqliteCrash, keeps_what_it_acknowledged_and_no_half_batch_when_killed) {
    const os::TempFolder folder;
    const std::string url = "sqlite:" + (folder / "db").string();
    Random random(2024);
    int next = 1;
    for (int round = 0; round < kRounds; ++round) {
        const auto writer = start_writer(url, next);
        ASSERT_GT(writer.pid, 0);
        const int acknowledged = kill_after(writer, 1 + random.below(kAcksBeforeKillMax));
        auto store = open_store(url);
        ASSERT_TRUE(store) << store.error().message;
        const auto content = content_of(**store);
        ASSERT_EQ(content.size(), static_cast<std::size_t>(kKeysPerBatch));
        const auto found = parse_int(content.begin()->second);
        for (const auto& [key, value] : content)
            ASSERT_EQ(value, std::to_string(*found)) << key << " is of another batch";
        ASSERT_GE(*found, acknowledged);
        ASSERT_LE(*found, acknowledged + 1);
        next = static_cast<int>(*found) + 1;
    }
}

// ---- the machine loses power: of what was not synced, any part may be on disk, or garbage

constexpr int kBatchesWritten = 25;  // few enough that the log is not folded into the file
constexpr int kCuts = 60;

// The number of the whole batch that the store holds.
int batch_in(const std::filesystem::path& database) {
    auto store = open_store("sqlite:" + database.string());
    if (!store) return -1;
    const auto content = content_of(**store);
    if (content.size() != static_cast<std::size_t>(kKeysPerBatch)) return -1;
    const auto& first = content.begin()->second;
    for (const auto& [key, value] : content)
        if (value != first) return -1;
    return static_cast<int>(parse_int(first).value_or(-1));
}

struct Files {
    std::string database, log;
    std::vector<std::size_t> acknowledged;  // the log's size when batch i + 1 was
};

Files write_batches(const std::filesystem::path& database) {
    Files files;
    const auto log = database.string() + "-wal";
    auto store = open_store("sqlite:" + database.string());
    for (int number = 1; number <= kBatchesWritten; ++number) {
        EXPECT_TRUE((*store)->commit(batch_number(number)));
        files.acknowledged.push_back(std::filesystem::file_size(log));
    }
    files.database = *os::read_file(database);
    files.log = *os::read_file(log);
    return files;
}

TEST(SqlitePowerCut, keeps_what_it_acknowledged_and_no_half_batch_wherever_the_log_is_torn) {
    const os::TempFolder folder;
    const auto written = write_batches(folder / "db");
    Random random(2026);
    for (int round = 0; round < kCuts; ++round) {
        const auto cut = written.acknowledged[0] +
                         static_cast<std::size_t>(random.below(static_cast<std::int64_t>(
                             written.log.size() - written.acknowledged[0])));
        const auto torn = folder / fmt::format("torn-{}", round);
        auto log = written.log.substr(0, cut);
        if (random.chance(0.5)) log.append(static_cast<std::size_t>(random.below(9000)), '\x5a');
        ASSERT_TRUE(os::write_file(torn, written.database));
        ASSERT_TRUE(os::write_file(torn.string() + "-wal", log));
        const auto acknowledged = std::ranges::count_if(
            written.acknowledged, [&](std::size_t size) { return size <= cut; });
        ASSERT_EQ(batch_in(torn), acknowledged) << "cut at byte " << cut;
    }
}

}  // namespace
}  // namespace ikada::store
