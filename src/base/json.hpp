#pragma once
// Boost.JSON under one short name, with reads that never throw.

#include <boost/json.hpp>

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ikada::json {

using boost::json::array;
using boost::json::object;
using boost::json::serialize;
using boost::json::value;

// The whole text as one document, at most 64 levels deep. Errors: kMalformed with the position.
Result<value> parse(std::string_view text);

// Members of an object, with a fallback where the member is absent, null or of another type.
const value* find(const value& from, std::string_view key);
std::string text(const value& from, std::string_view key, std::string_view fallback = {});
std::int64_t integer(const value& from, std::string_view key, std::int64_t fallback = 0);
bool boolean(const value& from, std::string_view key, bool fallback = false);
// An empty array or object where there is none.
const array& list(const value& from, std::string_view key);
const object& members(const value& from, std::string_view key);

}  // namespace ikada::json
