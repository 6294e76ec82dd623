#pragma once
// Answers of the query and ec2 protocols.

#include <string>

#include "schema/type.hpp"

namespace ikada::aws {

// Appends the members of a structure as elements. Absent members are left out, empty lists are
// empty elements; characters that XML 1.0 cannot carry become U+FFFD.
void write_xml_members(const schema::Type& type, const void* value, std::string& out);

// `text` with the five special characters escaped.
void write_xml_text(std::string_view text, std::string& out);

}  // namespace ikada::aws
