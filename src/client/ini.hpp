#pragma once
// AWS's shared credentials and config files.
// Source: docs.aws.amazon.com/sdkref/latest/guide/file-format.html

#include <map>
#include <string>
#include <string_view>

namespace ikada::client {

// By section ("default", "profile ci", "services local"), then by setting. A setting within another
// one's indented block is "outer.inner": "ecs.endpoint_url". Names are lower-case as AWS reads
// them; lines that are neither are passed over.
using Ini = std::map<std::string, std::map<std::string, std::string>>;

Ini parse_ini(std::string_view text);

}  // namespace ikada::client
