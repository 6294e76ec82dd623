#pragma once
// What every Describe of EC2 has in common: ids, filters, dry run, pages.

#include <algorithm>
#include <functional>

#include "aws/paging.hpp"
#include "ec2/errors.hpp"
#include "ec2/filters.hpp"

namespace ikada::ec2 {

constexpr int kPageSizeMin = 5;  // EC2's limits on MaxResults
constexpr int kPageSizeMax = 1000;

template <class T>
struct Noun {
    std::string_view name;  // "vpc", for error texts
    const ErrorKind& not_found;
    std::string (*id)(const T&);
    std::function<Filterable(const T&)> filterable;
};

// The members that the requests share; `ids` differs in name.
struct Asked {
    const std::optional<std::vector<std::string>>& ids;
    const Filters& filters;
    const std::optional<bool>& dry_run;
    std::optional<std::string> next_token = {};
    std::optional<int> max_results = {};
};

// The page of `all` that is asked for. Errors: the noun's not_found, kInvalidParameterValue,
// kInvalidNextToken, kDryRunOperation.
template <class T>
Result<aws::Page<const T*>> select(std::vector<const T*> all, const Asked& asked,
                                   const Noun<T>& noun) {
    if (asked.dry_run.value_or(false))
        return fail(errors::kDryRunOperation,
                    "Request would have succeeded, but DryRun flag is set.");
    const int page_size = asked.max_results.value_or(kPageSizeMax);
    if (page_size < kPageSizeMin || page_size > kPageSizeMax)
        return fail(errors::kInvalidParameterValue,
                    "Value ( {} ) for parameter maxResults is invalid. Expecting a value between "
                    "{} and {}.",
                    page_size, kPageSizeMin, kPageSizeMax);

    const auto by_id = [&](const T* a, const T* b) { return noun.id(*a) < noun.id(*b); };
    std::sort(all.begin(), all.end(), by_id);
    if (asked.ids) {
        std::vector<const T*> named;
        for (const auto& id : *asked.ids) {
            const auto found = std::find_if(all.begin(), all.end(),
                                            [&](const T* item) { return noun.id(*item) == id; });
            if (found == all.end())
                return fail(noun.not_found, "The {} ID '{}' does not exist", noun.name, id);
            named.push_back(*found);
        }
        std::sort(named.begin(), named.end(), by_id);
        all = std::move(named);
    }
    std::vector<const T*> passing;
    for (const auto* item : all) {
        const auto keep = passes(asked.filters, noun.filterable(*item));
        if (!keep) return keep.error();
        if (*keep) passing.push_back(item);
    }
    return aws::paginate(passing, {asked.next_token, page_size, errors::kInvalidNextToken},
                         [&](const T* item) { return noun.id(*item); });
}

}  // namespace ikada::ec2
