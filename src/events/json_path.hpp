#pragma once
// The part of JSONPath that EventBridge takes: $, .name, ['name'], [0]. Pure.

#include <string_view>

#include "base/json.hpp"

namespace ikada::events {

bool is_json_path(std::string_view path);
// Null where the document has nothing there. `path` is one.
const json::value* find_at(const json::value& document, std::string_view path);

}  // namespace ikada::events
