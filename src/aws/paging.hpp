#pragma once
// Pages of a listing. A token is opaque to clients and says where the next page starts, not how
// many items were skipped, so changes in between lose nothing.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ikada::aws {

std::string make_page_token(std::string_view next_key);
// Nothing if it is not a token of ours.
std::optional<std::string> read_page_token(std::string_view token);

template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next_token;
};

// One page of `items`, which are sorted by key_of(item), unique.
//   Errors: `invalid` for a token that is not ours.
template <class T, class KeyOf>
Result<Page<T>> paginate(const std::vector<T>& items, const std::optional<std::string>& token,
                         int page_size, KeyOf key_of, const ErrorKind& invalid) {
    auto first = items.begin();
    if (token && !token->empty()) {
        const auto start = read_page_token(*token);
        if (!start) return fail(invalid, "Invalid token: {}", *token);
        first = std::find_if(items.begin(), items.end(),
                             [&](const T& item) { return !(key_of(item) < *start); });
    }
    const auto left = items.end() - first;
    const auto last = first + std::min<std::ptrdiff_t>(left, page_size);
    Page<T> page{std::vector<T>(first, last), std::nullopt};
    if (last != items.end()) page.next_token = make_page_token(key_of(*last));
    return page;
}

}  // namespace ikada::aws
