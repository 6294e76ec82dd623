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

struct PageAsked {
    const std::optional<std::string>& token;
    int size;
    const ErrorKind& invalid;  // what the service calls a token that is not ours
};

// One page of `items`, which are sorted by key_of(item), unique. Errors: asked.invalid.
template <class T, class KeyOf>
Result<Page<T>> paginate(const std::vector<T>& items, const PageAsked& asked, KeyOf key_of) {
    auto first = items.begin();
    if (asked.token && !asked.token->empty()) {
        const auto start = read_page_token(*asked.token);
        if (!start) return fail(asked.invalid, "Invalid token: {}", *asked.token);
        first = std::find_if(items.begin(), items.end(),
                             [&](const T& item) { return !(key_of(item) < *start); });
    }
    const auto left = items.end() - first;
    const auto last = first + std::min<std::ptrdiff_t>(left, asked.size);
    Page<T> page{std::vector<T>(first, last), std::nullopt};
    if (last != items.end()) page.next_token = make_page_token(key_of(*last));
    return page;
}

}  // namespace ikada::aws
