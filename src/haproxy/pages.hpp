#pragma once
// What the load balancer itself answers, as an ALB words it. Pure.

#include <string>
#include <string_view>

namespace ikada::haproxy {

// "<html>…<h1>TITLE</h1>…": the body of ALB's own answers.
std::string page(int status);
std::string page_titled(std::string_view title);
// "503 Service Temporarily Unavailable"
std::string title_of(int status);

// "status 503 content-type 'text/html' string '…' hdr Server 'awselb/2.0' …": the words after
// "http-error" or "http-request return".
std::string answer_words(int status, std::string_view content_type, std::string_view body);
std::string page_words(int status);

// "http-error" lines for what HAProxy answers by itself.
std::string page_lines();

}  // namespace ikada::haproxy
