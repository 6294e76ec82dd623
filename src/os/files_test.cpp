#include "os/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/testing.hpp"

namespace ikada::os {
namespace {

int mode_of(const std::filesystem::path& file) {
    struct stat info {};
    EXPECT_EQ(::stat(file.c_str(), &info), 0);
    return info.st_mode & 0777;
}

TEST(Files, gives_back_what_was_written) {
    const TempFolder folder;
    const std::string text("line\n\0 with NUL", 15);
    ASSERT_TRUE(write_file(folder / "a", text));
    EXPECT_EQ(*read_file(folder / "a"), text);
}

TEST(Files, replaces_a_file_and_leaves_nothing_beside_it) {
    const TempFolder folder;
    ASSERT_TRUE(write_file(folder / "a", "old and longer"));
    ASSERT_TRUE(write_file(folder / "a", "new"));
    EXPECT_EQ(*read_file(folder / "a"), "new");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, sets_the_mode_whatever_the_umask) {
    const TempFolder folder;
    const auto old_mask = ::umask(0077);
    ASSERT_TRUE(write_file(folder / "open", "", 0644));
    ASSERT_TRUE(write_file(folder / "secret", "", 0600));
    ::umask(old_mask);
    EXPECT_EQ(mode_of(folder / "open"), 0644);
    EXPECT_EQ(mode_of(folder / "secret"), 0600);
}

TEST(Files, names_the_file_and_the_reason_when_reading_fails) {
    const auto text = read_file("/nowhere/at-all");
    ASSERT_FALSE(text);
    EXPECT_TRUE(text.error().is(kIoError));
    EXPECT_EQ(text.error().message, "cannot read /nowhere/at-all: No such file or directory");
}

TEST(Files, refuses_to_write_into_a_folder_that_is_not_there) {
    const auto written = write_file("/nowhere/at-all", "x");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message, "cannot write /nowhere/at-all: No such file or directory");
}

TEST(Files, a_folder_cannot_be_read_as_a_file) {
    const TempFolder folder;
    EXPECT_FALSE(read_file(folder.path()));
}

TEST(FileLock, is_refused_while_another_holds_it_and_free_after) {
    const TempFolder folder;
    {
        const auto held = FileLock::take(folder / "lock");
        ASSERT_TRUE(held);
        const auto second = FileLock::take(folder / "lock");
        ASSERT_FALSE(second);
        EXPECT_NE(second.error().message.find("another process holds it"), std::string::npos);
    }
    EXPECT_TRUE(FileLock::take(folder / "lock"));
}

TEST(FileLock, ends_with_the_process_that_took_it) {
    const TempFolder folder;
    const pid_t child = ::fork();
    if (child == 0) ::_exit(FileLock::take(folder / "lock") ? 0 : 1);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(FileLock::take(folder / "lock"));
}

TEST(FileLock, moves_with_its_owner) {
    const TempFolder folder;
    auto held = FileLock::take(folder / "lock");
    ASSERT_TRUE(held);
    const FileLock moved(std::move(*held));
    EXPECT_FALSE(FileLock::take(folder / "lock"));
}

}  // namespace
}  // namespace ikada::os
