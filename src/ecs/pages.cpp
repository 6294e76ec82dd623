#include "ecs/pages.hpp"

#include <algorithm>

#include "aws/paging.hpp"
#include "ecs/errors.hpp"

namespace ikada::ecs {
Result<int> page_size(const PageRequest& request, int size_default) {
    const int size = request.max_results.value_or(size_default);
    if (size < 1 || size > kPageSizeMax)
        return fail(errors::kInvalidParameter, "maxResults must be from 1 to {}, not {}.",
                    kPageSizeMax, size);
    return size;
}

Result<ArnPage> page_of(std::vector<std::string> all, const PageRequest& request,
                        int size_default) {
    const auto size = page_size(request, size_default);
    if (!size) return size.error();
    std::sort(all.begin(), all.end());
    auto page = aws::paginate(all, {request.next_token, *size, errors::kInvalidParameter},
                              [](const std::string& arn) { return arn; });
    if (!page) return page.error();
    return ArnPage{std::move(page->items), std::move(page->next_token)};
}

Result<ArnPage> page_by_key(const std::vector<Listed>& all, const PageRequest& request,
                            Order order) {
    const auto size = page_size(request, kPageSizeMax);
    if (!size) return size.error();
    auto at = all.begin();
    if (request.next_token && !request.next_token->empty()) {
        const auto start = aws::read_page_token(*request.next_token);
        if (!start)
            return fail(errors::kInvalidParameter, "Invalid token: {}", *request.next_token);
        at = std::find_if(all.begin(), all.end(), [&](const Listed& each) {
            return order == Order::Ascending ? each.key >= *start : each.key <= *start;
        });
    }
    ArnPage page;
    for (; at != all.end() && std::ssize(page.items) < *size; ++at) page.items.push_back(at->arn);
    if (at != all.end()) page.next_token = aws::make_page_token(at->key);
    return page;
}

}  // namespace ikada::ecs
