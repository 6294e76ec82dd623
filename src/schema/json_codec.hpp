#pragma once
// JSON for anything that has a schema::Type: AWS's JSON protocols and the store's documents.

#include <concepts>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "schema/describe.hpp"
#include "schema/type.hpp"

namespace ikada::schema {

inline constexpr ErrorKind kUnknownName{"UnknownName"};

// Absent optionals are left out; timestamps are epoch seconds with three decimals; blobs base64;
// enums by name; map order is key order.
std::string to_json(const Type& type, const void* value);

// Reads `from` into `value`, which is value-initialised. Unknown members and nulls are ignored; an
// integral double is taken for an integer. Limits and required members are not looked at (see
// aws/checks).
//   Errors: kMalformed, naming the path: "containerDefinitions[0].cpu: expected a number";
//   kUnknownName for a text that is none of its enum's.
Status from_json(const Type& type, const json::value& from, void* value);

template <class T>
std::string to_json(const T& value) {
    return to_json(type_of<T>(), &value);
}
// A template in Value, so that a text is never silently taken for a JSON string.
template <class T, std::same_as<json::value> Value>
Result<T> from_json(const Value& from) {
    T value{};
    auto read = from_json(type_of<T>(), from, &value);
    if (!read) return read.error();
    return value;
}
template <class T>
Result<T> from_json(std::string_view text) {
    auto document = json::parse(text);
    if (!document) return document.error();
    return from_json<T>(*document);
}

}  // namespace ikada::schema
