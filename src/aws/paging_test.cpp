#include "aws/paging.hpp"

#include <gtest/gtest.h>

#include "base/strings.hpp"

namespace ikada::aws {
namespace {

constexpr ErrorKind kBadToken{"InvalidToken", 400};

using Names = std::vector<std::string>;

Result<Page<std::string>> page_of(const Names& names, const std::optional<std::string>& token) {
    return paginate(names, {token, 2, kBadToken}, [](const std::string& name) { return name; });
}

TEST(Paging, shows_every_item_once_and_ends_without_a_token) {
    const Names names{"a", "b", "c", "d", "e"};
    Names seen;
    std::optional<std::string> token;
    do {
        const auto page = page_of(names, token);
        ASSERT_TRUE(page);
        seen.insert(seen.end(), page->items.begin(), page->items.end());
        token = page->next_token;
    } while (token);
    EXPECT_EQ(seen, names);
}

TEST(Paging, a_full_last_page_has_no_token) {
    EXPECT_FALSE(page_of({"a", "b"}, std::nullopt)->next_token);
    EXPECT_FALSE(page_of({}, std::nullopt)->next_token);
}

TEST(Paging, loses_nothing_when_items_come_and_go_in_between) {
    const auto first = page_of({"a", "b", "c", "d"}, std::nullopt);
    EXPECT_EQ(page_of({"b", "c", "d"}, first->next_token)->items, (Names{"c", "d"}));
    EXPECT_EQ(page_of({"a", "aa", "b", "d"}, first->next_token)->items, (Names{"d"}));
}

TEST(Paging, refuses_tokens_that_are_not_ours) {
    for (const std::string token : {"x", "AAAA", "AAAAAAAA", "not base64!", "===="}) {
        const auto page = page_of({"a"}, token);
        ASSERT_FALSE(page) << token;
        EXPECT_TRUE(page.error().is(kBadToken));
    }
    EXPECT_FALSE(read_page_token(base64_encode("0000a")));
    EXPECT_EQ(read_page_token(make_page_token("a/b:c")), "a/b:c");
}

}  // namespace
}  // namespace ikada::aws
