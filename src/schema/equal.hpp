#pragma once
// Equality of described values, member by member: what their JSON would say, without writing it.

#include "schema/type.hpp"

namespace ikada::schema {

// Both are of `type`. Members that are not described are not compared.
bool equal(const Type& type, const void* a, const void* b);

}  // namespace ikada::schema
