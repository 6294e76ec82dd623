#include "base/shell_words.hpp"

#include <gmock/gmock.h>

namespace ikada {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ShellWords, are_split_at_blanks) {
    EXPECT_THAT(*split_shell_words("bundle exec rake db:migrate"),
                ElementsAre("bundle", "exec", "rake", "db:migrate"));
    EXPECT_THAT(*split_shell_words("  a\t b\n"), ElementsAre("a", "b"));
    EXPECT_THAT(*split_shell_words(""), IsEmpty());
}

TEST(ShellWords, keep_what_is_quoted_together) {
    EXPECT_THAT(*split_shell_words(R"(sh -c 'echo "$HOME"; exit')"),
                ElementsAre("sh", "-c", R"(echo "$HOME"; exit)"));
    EXPECT_THAT(*split_shell_words(R"(a"b c"'d e'f '' "")"), ElementsAre("ab cd ef", "", ""));
}

TEST(ShellWords, take_a_backslash_as_a_shell_does) {
    EXPECT_THAT(*split_shell_words(R"(a\ b \"c \\ )"), ElementsAre("a b", "\"c", "\\"));
    EXPECT_THAT(*split_shell_words(R"("a\"b\n\$c" 'd\e')"), ElementsAre(R"(a"b\n$c)", R"(d\e)"));
    EXPECT_THAT(*split_shell_words("a\\\nb"), ElementsAre("ab"));
}

TEST(ShellWords, are_joined_so_that_they_split_again) {
    const std::vector<std::string> words{"sh", "-c", "it's \"$HOME\"\n\\", "", "-x"};
    EXPECT_EQ(*split_shell_words(join_shell_words(words)), words);
}

TEST(ShellWords, refuse_what_does_not_end) {
    for (const auto* bad : {"a 'b", "\"a", "a\\", R"("a\")"})
        EXPECT_FALSE(split_shell_words(bad)) << bad;
}

}  // namespace
}  // namespace ikada
