#pragma once
// XML documents of the rest-xml protocol, brought to the shape that JSON requests have.
// Source: smithy.io/2.0/aws/protocols/aws-restxml-protocol.html

#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "schema/type.hpp"

namespace ikada::aws {

constexpr int kXmlDepthMax = 64;  // levels of elements, as many as of JSON

// The members of the document's root element, under the model's names. Whatever the root is called;
// name space prefixes are looked through; document types are not read.
//   Errors: kMalformed for what is no XML or is nested deeper than kXmlDepthMax.
Result<json::value> xml_to_json(const schema::Type& type, std::string_view document);

}  // namespace ikada::aws
