#pragma once
// Answers in XML: the query, ec2 and rest-xml protocols.

#include <string>

#include "schema/type.hpp"

namespace ikada::aws {

// Appends the members of a structure as elements. Absent members are left out, empty lists are
// empty elements; characters that XML 1.0 cannot carry become U+FFFD.
void write_xml_members(const schema::Type& type, const void* value, std::string& out);

// One of them. A member whose xml_name begins with '@' is an attribute of its owner's element,
// which the writer of that element writes.
void write_xml_member(const schema::Member& member, const void* owner, std::string& out);

// `text` with the five special characters escaped.
void write_xml_text(std::string_view text, std::string& out);

}  // namespace ikada::aws
