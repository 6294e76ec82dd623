#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "sample/answer.hpp"
#include "sample/healthcheck.hpp"
#include "sample/settings.hpp"

namespace ikada::sample {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Request a_request(std::string path, std::string query = "") {
    Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.query = std::move(query);
    return request;
}

const Identity kWho{"blog", "3", "task-1", "i-1", {"A=1", "B=2"}};

Answer answered(std::string path, std::string query = "") {
    return answer(a_request(std::move(path), std::move(query)), kWho, true);
}

Environment with(const std::map<std::string, std::string>& variables) {
    return [variables](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? "" : found->second;
    };
}

TEST(SampleRequest, is_awaited_until_its_blank_line) {
    const auto parsed = parse_request("GET / HTTP/1.1\r\nHost: x\r\n");
    EXPECT_FALSE(parsed.request);
    EXPECT_EQ(parsed.refusal, 0);
}

TEST(SampleRequest, has_path_query_and_length_of_its_head) {
    const auto parsed = parse_request("GET /slow?ms=5 HTTP/1.1\r\nHost: x\r\n\r\nnext");
    ASSERT_TRUE(parsed.request);
    EXPECT_EQ(parsed.request->method, "GET");
    EXPECT_EQ(parsed.request->path, "/slow");
    EXPECT_EQ(parsed.request->query, "ms=5");
    EXPECT_EQ(parsed.head_bytes, 36u);
    EXPECT_TRUE(parsed.request->keep_alive);
}

TEST(SampleRequest, keeps_no_connection_that_asks_to_close) {
    EXPECT_FALSE(parse_request("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n").request->keep_alive);
    EXPECT_FALSE(parse_request("GET / HTTP/1.0\r\n\r\n").request->keep_alive);
    EXPECT_TRUE(
        parse_request("GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n").request->keep_alive);
}

TEST(SampleRequest, carries_the_length_of_its_body) {
    const auto parsed = parse_request("POST / HTTP/1.1\r\nContent-Length: 7\r\n\r\n");
    ASSERT_TRUE(parsed.request);
    EXPECT_EQ(parsed.request->body_bytes, 7u);
}

TEST(SampleRequest, is_refused_when_it_cannot_be_read) {
    EXPECT_EQ(parse_request("nonsense\r\n\r\n").refusal, 400);
    EXPECT_EQ(parse_request("GET http://x/ HTTP/1.1\r\n\r\n").refusal, 400);
    EXPECT_EQ(parse_request("GET / HTTP/2\r\n\r\n").refusal, 400);
    EXPECT_EQ(parse_request("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n").refusal, 400);
    EXPECT_EQ(parse_request("GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n").refusal, 413);
    EXPECT_EQ(parse_request("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").refusal, 501);
    EXPECT_EQ(parse_request(std::string(kHeadBytesMax + 1, 'x')).refusal, 431);
}

TEST(SampleQuery, gives_a_number_only_within_its_range) {
    EXPECT_EQ(number_in("a=1&ms=20", "ms", 7, 100), 20);
    EXPECT_EQ(number_in("ms=101", "ms", 7, 100), 7);
    EXPECT_EQ(number_in("ms=-1", "ms", 7, 100), 7);
    EXPECT_EQ(number_in("ms=2x", "ms", 7, 100), 7);
    EXPECT_EQ(number_in("", "ms", 7, 100), 7);
}

TEST(SampleAnswer, names_service_version_task_and_instance) {
    EXPECT_EQ(answered("/").body, "blog version 3, task task-1 on i-1\n");
    const auto json = answered("/", "json");
    EXPECT_EQ(json.content_type, "application/json");
    EXPECT_EQ(json.body, R"({"service":"blog","version":"3","task":"task-1","instance":"i-1"})"
                         "\n");
}

TEST(SampleAnswer, tells_its_health) {
    EXPECT_EQ(answered("/healthz").status, 200);
    EXPECT_EQ(answer(a_request("/healthz"), kWho, false).status, 503);
}

TEST(SampleAnswer, does_as_it_is_told) {
    EXPECT_EQ(answered("/slow", "ms=250").before.sleep, std::chrono::milliseconds{250});
    EXPECT_EQ(answered("/burn", "seconds=3").before.burn, std::chrono::seconds{3});
    EXPECT_EQ(answered("/eat", "mib=9").before.eat_mib, 9);
    EXPECT_EQ(answered("/fail").before.fail_health, true);
    EXPECT_EQ(answered("/fail", "on=0").before.fail_health, false);
    EXPECT_EQ(answered("/exit", "code=3").exit_code, 3);
    EXPECT_EQ(answered("/status", "code=418").status, 418);
    EXPECT_TRUE(answered("/hang").before.hang);
    EXPECT_EQ(answered("/env").body, "A=1\nB=2\n");
    EXPECT_EQ(answered("/nothing").status, 404);
}

TEST(SampleAnswer, says_that_it_closes_the_connection) {
    EXPECT_THAT(render(answered("/"), "GET", false), HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(render(answered("/"), "GET", true), testing::Not(HasSubstr("Connection")));
}

TEST(SampleAnswer, leaves_the_body_out_where_http_forbids_one) {
    EXPECT_THAT(render(answered("/"), "HEAD", true), EndsWith("\r\n\r\n"));
    const auto empty = render(answered("/status", "code=204"), "GET", true);
    EXPECT_THAT(empty, StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(empty, testing::Not(HasSubstr("Content-Length")));
}

TEST(SampleSettings, come_from_the_environment) {
    const auto settings = settings_from(with({{"PORT", "0"},
                                              {"START_DELAY_MS", "15"},
                                              {"FAIL_HEALTH", "1"},
                                              {"EXIT_AFTER_MS", "20"},
                                              {"EXIT_CODE", "3"}}));
    EXPECT_EQ(settings.port, 0);
    EXPECT_EQ(settings.start_delay, std::chrono::milliseconds{15});
    EXPECT_TRUE(settings.fail_health);
    EXPECT_EQ(settings.exit_after, std::chrono::milliseconds{20});
    EXPECT_EQ(settings.exit_code, 3);
}

TEST(SampleSettings, have_defaults_for_what_is_unset_or_wrong) {
    EXPECT_EQ(settings_from(with({{"PORT", "99999"}, {"EXIT_AFTER_MS", "soon"}})), Settings{});
}

TEST(SampleIdentity, falls_back_to_the_host_name) {
    const auto who = identity_from(with({{"IKADA_TASK_ID", "t"}}), "host-1");
    EXPECT_EQ(who.task, "t");
    EXPECT_EQ(who.instance, "host-1");
    EXPECT_EQ(who.service, "sample");
}

TEST(SampleUrl, is_plain_http_with_a_host) {
    EXPECT_EQ(parse_url("http://localhost:8080/healthz"), (Url{"localhost", 8080, "/healthz"}));
    EXPECT_EQ(parse_url("http://127.0.0.1"), (Url{"127.0.0.1", 80, "/"}));
    EXPECT_EQ(parse_url("https://localhost/"), std::nullopt);
    EXPECT_EQ(parse_url("http://:80/"), std::nullopt);
    EXPECT_EQ(parse_url("http://localhost:0/"), std::nullopt);
}

}  // namespace
}  // namespace ikada::sample
