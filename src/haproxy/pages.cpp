#include "haproxy/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "haproxy/quoting.hpp"

namespace ikada::haproxy {
namespace {

struct StatusTitle {
    int status;
    std::string_view title;
};
constexpr auto kTitles = std::to_array<StatusTitle>({
    {301, "Moved Permanently"},
    {302, "Found"},
    {400, "Bad Request"},
    {405, "Not Allowed"},
    {408, "Request Time-out"},
    {414, "Request-URI Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Temporarily Unavailable"},
    {504, "Gateway Time-out"},
});

// Those of HAProxy's own answers (configuration.txt, http-error) that an ALB gives too.
constexpr std::array kByHaproxy{400, 408, 500, 501, 502, 503, 504};

}  // namespace

std::string title_of(int status) {
    const auto* found =
        std::find_if(kTitles.begin(), kTitles.end(),
                     [status](const StatusTitle& title) { return title.status == status; });
    return found == kTitles.end() ? std::to_string(status)
                                  : fmt::format("{} {}", status, found->title);
}

std::string page_titled(std::string_view title) {
    return fmt::format(
        "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
        "</body>\r\n</html>\r\n",
        title);
}

std::string page(int status) { return page_titled(title_of(status)); }

std::string answer_words(int status, std::string_view content_type, std::string_view body) {
    const auto payload =
        body.empty() ? ""
                     : fmt::format(" content-type {} string {}", quote(content_type), quote(body));
    return fmt::format("status {}{} hdr Server awselb/2.0 hdr Date '%[date,http_date]'", status,
                       payload);
}

std::string page_words(int status) { return answer_words(status, "text/html", page(status)); }

std::string page_lines() {
    std::string lines;
    for (const int status : kByHaproxy)
        lines += fmt::format("    http-error {}\n", page_words(status));
    return lines;
}

}  // namespace ikada::haproxy
