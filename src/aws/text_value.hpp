#pragma once
// Values that come as bare text (form parameters, path labels, headers, XML), as JSON of their
// type.

#include <string_view>

#include "base/json.hpp"
#include "schema/type.hpp"

namespace ikada::aws {

// The text as a number, boolean, time or string, as the type wants it. A text that is none of what
// is wanted stays a text: the decoder names the member when it refuses it. Times: ISO 8601, epoch
// seconds or RFC 7231's date. Optionals are looked through.
json::value text_to_json(const schema::Type& type, std::string_view text);

// A member's value, behind any optional; `at` is null where it is absent.
struct Value {
    const schema::Type* type;
    const void* at;
};
Value value_of(const schema::Member& member, const void* owner);

// A plain value as text; enums by name, times as to_http_date, blobs in base64.
std::string value_to_text(const schema::Type& type, const void* value);

// "Sun, 22 Nov 2026 23:55:51 GMT" (RFC 7231, 7.1.1.1)
std::string to_http_date(TimePoint time);

}  // namespace ikada::aws
