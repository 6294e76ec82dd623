#pragma once
// How the operations of a REST service are reached, and what of their shapes travels outside of the
// body. The generator makes one table for each rest-json or rest-xml service.

#include <span>
#include <string_view>

namespace ikada::schema {

enum class Location : std::uint8_t {
    Uri,         // a label of the path
    Query,       // a parameter; a list repeats it, a map is all parameters that are no one else's
    Header,      // a list is separated by commas
    Headers,     // a map: all headers whose names begin so
    StatusCode,  // of the answer
    Payload,     // alone, it is the body
};

// A member that is not in the body, or is all of it.
struct Placement {
    std::string_view member;  // as in schema::Member
    Location location;
    std::string_view name;  // of the label, parameter, header; Payload: of the XML root
};

struct HttpBinding {
    std::string_view operation;
    std::string_view method;
    std::string_view
        uri;           // "/schedules/{Name}"; "{Key+}" takes slashes; may end in "?flag", "?a=b"
    int status = 200;  // of a success, unless the answer has a member for it
    std::span<const Placement> input = {};
    std::span<const Placement> output = {};
};

}  // namespace ikada::schema
