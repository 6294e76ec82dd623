#pragma once
// Aligned columns for people.

#include <string>
#include <vector>

namespace ikada::cli {

// The first row is the heading. Columns are as wide as their widest cell, two spaces apart.
std::string format_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace ikada::cli
