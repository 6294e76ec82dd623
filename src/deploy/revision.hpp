#pragma once
// New revisions of task definitions with another image.

#include <optional>
#include <string>
#include <string_view>

#include "deploy/tool.hpp"

namespace ikada::deploy {

// "registry:5000/team/app" of "registry:5000/team/app:tag@sha256:…".
std::string_view repository_of(std::string_view image);

// Which containers get `image`: the one named, else all whose image is of the same repository.
struct ImageChange {
    std::string image;
    std::string container;  // empty: by repository
};

// The request that registers `described` (an answer of DescribeTaskDefinition) again with the
// image changed. Members that we do not know stay as they are.
//   Errors: kNotFound, naming the containers that there are, when none is meant.
Result<json::object> revise(const json::value& described, const ImageChange& change);

struct Revision {
    std::string arn;
    json::value definition;  // as described
};
// `reference`: "family", "family:3" or an ARN.
Result<json::value> describe_definition(Tool& tool, const std::string& reference);
Result<Revision> register_revision(Tool& tool, const json::value& described,
                                   const ImageChange& change);

// "web:3" of an ARN.
std::string short_name(std::string_view task_definition_arn);

}  // namespace ikada::deploy
