#include "aws/gateway.hpp"

#include <gtest/gtest.h>

#include <future>

#include "aws/protocol.hpp"
#include "aws/testing.hpp"
#include "base/log.hpp"
#include "store/store.hpp"
#include "world/testing.hpp"

namespace ikada::aws::testing {
namespace {

class FakeNodes final : public UpgradeHandler {
  public:
    void upgrade(const net::HttpRequest&, const Caller& caller,
                 net::DecideUpgrade decide) override {
        upgraded_by = caller.access_key_id;
        decide(net::HttpResponse{101, {}, {}});
    }
    bool upgrade_by_token(const net::HttpRequest& request,
                          const net::DecideUpgrade& decide) override {
        const auto shown = net::find_header(request.headers, "Authorization");
        if (shown != "Bearer ours") return false;
        upgraded_by = "token";
        decide(net::HttpResponse{.status = 418, .headers = {}, .body = {}});
        return true;
    }
    std::string upgraded_by;
};

class FakeAudit final : public AuditTrail {
  public:
    void record(const AuditRecord& record) override {
        const std::lock_guard lock(mutex_);
        last_ = record;
    }
    AuditRecord last() const {
        const std::lock_guard lock(mutex_);
        return last_;
    }

  private:
    mutable std::mutex mutex_;
    AuditRecord last_;
};

class GatewayTest : public ::testing::Test {
  protected:
    GatewayTest() {
        log::configure(log::Level::Error, false);
        core.start();
        keys.put("AKIAROOT", {"secret", {"AKIAROOT", "arn:aws:iam::1:root", "1", std::nullopt}});
        keys.put("AKIANODE", {"secret", {"AKIANODE", "arn:node", "n", "i-1"}});
    }

    net::HttpRequest signed_by(const std::string& key, net::HttpRequest request,
                               const std::string& service) const {
        sign(request, {key, "secret", ""}, {"us-east-1", service}, clock.now());
        return request;
    }
    net::HttpResponse send(net::HttpRequest request) {
        // Shared: the answering thread may still be inside set_value when this one goes on.
        const auto answer = std::make_shared<std::promise<net::HttpResponse>>();
        gateway.handle(std::move(request), [answer](net::HttpResponse response) {
            answer->set_value(std::move(response));
        });
        return answer->get_future().get();
    }
    net::HttpResponse call(net::HttpRequest request, const std::string& service = "art",
                           const std::string& key = "AKIAROOT") {
        return send(signed_by(key, std::move(request), service));
    }

    world::World world;
    world::Core core{world, {}, Random(1)};
    std::unique_ptr<store::Store> store = store::open_memory_store();
    world::testing::FakeClock clock;
    FakeAudit audit;
    net::Loop loop{2};
    world::Engine engine{core, *store, clock};
    Installation installation;
    KeyRing keys;
    FakeNodes nodes;
    std::vector<const Service*> services{&kJsonService, &kQueryService, &kEc2Service};
    Gateway gateway{{installation, services, keys, engine, clock, nodes, loop, audit}};
};

TEST_F(GatewayTest, answers_a_signed_call_of_each_protocol) {
    const auto json = call(a_json_call(R"({"Name":"hall"})"));
    EXPECT_EQ(json.status, 200) << json.body;
    EXPECT_EQ(json.body, R"({"Name":"hall"})");
    const auto query = call(a_query_call("Name=hall"), "artq");
    EXPECT_NE(query.body.find("<PaintResult><Name>hall</Name></PaintResult>"), std::string::npos);
    const auto ec2 = call(a_query_call("Name=hall"), "ec2");
    EXPECT_NE(ec2.body.find("</requestId><Name>hall</Name>"), std::string::npos) << ec2.body;
}

TEST_F(GatewayTest, every_answer_has_its_own_request_id) {
    const auto id = [&](const net::HttpRequest& request) {
        return std::string(*net::find_header(call(request).headers, "x-amzn-RequestId"));
    };
    const auto first = id(a_json_call("{}"));
    EXPECT_EQ(first.size(), 36U);
    EXPECT_NE(first, id(a_json_call("{}")));
}

TEST_F(GatewayTest, gives_the_operations_error_in_the_calls_protocol) {
    const auto json = call(a_json_call(R"({"Name":"wet"})"));
    EXPECT_EQ(json.status, 409);
    EXPECT_EQ(json.body, R"({"__type":"WetPaint","message":"Paint <wet> is wet."})");
    const auto query = call(a_query_call("Name=wet"), "artq");
    EXPECT_NE(query.body.find("<Code>WetPaint</Code><Message>Paint &lt;wet&gt;"),
              std::string::npos);
}

TEST_F(GatewayTest, refuses_unsigned_calls_in_the_protocol_they_seem_to_speak) {
    const auto json = send(a_json_call("{}"));
    EXPECT_EQ(json.status, 403);
    EXPECT_NE(json.body.find("MissingAuthenticationTokenException"), std::string::npos);
    const auto query = send(a_query_call(""));
    EXPECT_NE(query.body.find("<Code>MissingAuthenticationToken</Code>"), std::string::npos);
    EXPECT_EQ(send({"GET", "/healthz", {}, "", {}}).status, 403);
    EXPECT_EQ(send({"\xff", "\xff", {{"\xff", "\xff"}}, "\xff", "\xff"}).status, 403);
}

TEST_F(GatewayTest, a_changed_body_is_refused_by_each_protocols_own_error) {
    const auto changed = [&](net::HttpRequest request, const std::string& service) {
        request = signed_by("AKIAROOT", std::move(request), service);
        request.body += " ";
        return send(std::move(request)).body;
    };
    EXPECT_NE(changed(a_json_call("{}"), "art").find("InvalidSignatureException"),
              std::string::npos);
    EXPECT_NE(changed(a_query_call(""), "artq").find("<Code>SignatureDoesNotMatch</Code>"),
              std::string::npos);
    EXPECT_NE(changed(a_query_call(""), "ec2").find("<Code>AuthFailure</Code>"), std::string::npos);
}

TEST_F(GatewayTest, an_instance_may_call_only_what_is_for_instances) {
    const auto refused = call(a_json_call(R"({"Name":"a"})"), "art", "AKIANODE");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.body,
              R"({"__type":"AccessDeniedException","message":"User: arn:node is not authorized to )"
              R"(perform: art:Paint on resource: * because no identity-based policy allows the )"
              R"(art:Paint action"})");
    EXPECT_EQ(call(a_json_call(R"({"Name":"a"})", "Report"), "art", "AKIANODE").status, 200);
    const auto query = call(a_query_call("Name=a"), "artq", "AKIANODE");
    EXPECT_EQ(query.status, 403);
    EXPECT_NE(query.body.find("<Code>AccessDenied</Code>"), std::string::npos);
}

TEST_F(GatewayTest, the_root_may_call_what_is_for_instances) {
    EXPECT_EQ(call(a_json_call(R"({"Name":"a"})", "Report")).status, 200);
}

TEST_F(GatewayTest, an_unknown_operation_or_service_is_named) {
    EXPECT_NE(call(a_json_call("{}", "Burn")).body.find("UnknownOperationException"),
              std::string::npos);
    EXPECT_NE(call(a_query_call("", "Burn"), "artq").body.find("<Code>InvalidAction</Code>"),
              std::string::npos);
    const auto service = call(a_query_call(""), "polly");
    EXPECT_NE(service.body.find("ikada has no service polly."), std::string::npos) << service.body;
}

TEST_F(GatewayTest, a_target_of_another_service_than_was_signed_for_is_refused) {
    auto request = a_json_call("{}");
    request.headers[1].value = "Music_20260101.Paint";
    EXPECT_NE(call(request).body.find("UnknownOperationException"), std::string::npos);
    EXPECT_NE(call(a_json_call("{}"), "artq").body.find("MissingAction"), std::string::npos);
}

TEST_F(GatewayTest, what_could_not_be_read_gets_an_error_in_its_protocols_shape) {
    const auto large = gateway.refuse(413, "The body is larger than 1 MiB.", a_json_call(""));
    EXPECT_EQ(large.status, 413);
    EXPECT_EQ(large.body, R"({"__type":"RequestEntityTooLargeException","message":)"
                          R"("The body is larger than 1 MiB."})");
    for (const int status : {400, 408, 413, 431})
        EXPECT_EQ(gateway.refuse(status, "no", {}).status, status);
}

TEST_F(GatewayTest, hands_over_an_upgrade_only_when_its_signature_holds) {
    net::HttpRequest request{"GET", "/ws?a=b", {{"Host", "h"}, {"Upgrade", "websocket"}}, "", {}};
    int status = 0;
    const auto decide = [&](std::variant<net::HttpResponse, net::AcceptWebSocket> answer) {
        status = std::get<net::HttpResponse>(answer).status;
    };
    gateway.upgrade(request, decide);
    EXPECT_EQ(status, 403);
    EXPECT_EQ(nodes.upgraded_by, "");
    gateway.upgrade(signed_by("AKIANODE", request, "ecs"), decide);
    EXPECT_EQ(status, 101);
    EXPECT_EQ(nodes.upgraded_by, "AKIANODE");
    request.headers.push_back({"Authorization", "Bearer ours"});
    gateway.upgrade(request, decide);
    EXPECT_EQ(status, 418);
    EXPECT_EQ(nodes.upgraded_by, "token");
    request.headers.back().value = "Bearer other";
    gateway.upgrade(request, decide);
    EXPECT_NE(status, 418);
}

TEST_F(GatewayTest, a_call_on_its_way_is_answered_although_the_gateway_is_gone) {
    std::promise<void> go;
    ASSERT_TRUE(engine.submit(
        [&](world::Tx&, TimePoint) {
            go.get_future().wait();
            return ok();
        },
        [](const Status&) {}));
    const auto answer = std::make_shared<std::promise<int>>();
    {
        Gateway brief{{installation, services, keys, engine, clock, nodes, loop, audit}};
        brief.handle(
            signed_by("AKIAROOT", a_json_call(R"({"Name":"a"})"), "art"),
            [answer](const net::HttpResponse& response) { answer->set_value(response.status); });
    }
    go.set_value();
    EXPECT_EQ(answer->get_future().get(), 200);
}

TEST_F(GatewayTest, every_call_leaves_one_record_of_who_did_what_to_which_resource) {
    call(a_json_call(R"({"Name":"hall","Sample":"AAE="})"));
    auto record = audit.last();
    EXPECT_EQ(record.action, "art:Paint");
    EXPECT_EQ(record.caller, "arn:aws:iam::1:root");
    EXPECT_EQ(record.access_key_id, "AKIAROOT");
    EXPECT_EQ(record.peer, "10.0.0.9");
    EXPECT_EQ(record.resources, std::vector<std::string>{"hall"});
    EXPECT_EQ(record.status, 200);
    EXPECT_EQ(record.error, "");
    call(a_json_call(R"({"Name":"wet"})"));
    record = audit.last();
    EXPECT_EQ(record.status, 409);
    EXPECT_EQ(record.error, "WetPaint");
    send(a_json_call("{}"));
    record = audit.last();
    EXPECT_EQ(record.action, "");
    EXPECT_EQ(record.error, "MissingAuthenticationTokenException");
}

TEST_F(GatewayTest, a_body_may_come_packed) {
    constexpr std::string_view kPacked(
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xf2\x4b\xcc\x4d\x55\xb2"
        "\x52\xca\x48\xcc\xc9\x51\xaa\x05\x00\x06\x45\x85\x62\x0f\x00\x00\x00",
        35);
    auto request = a_json_call(std::string(kPacked));
    request.headers.push_back({"Content-Encoding", "gzip"});
    EXPECT_EQ(call(request).body, R"({"Name":"hall"})");
}

TEST_F(GatewayTest, serves_many_callers_at_once) {
    std::vector<std::future<int>> callers;
    for (int i = 0; i < 4; ++i)
        callers.push_back(std::async(std::launch::async, [this] {
            int good = 0;
            for (int k = 0; k < 50; ++k)
                good += call(a_json_call(R"({"Name":"a"})")).status == 200 ? 1 : 0;
            return good;
        }));
    for (auto& caller : callers) EXPECT_EQ(caller.get(), 50);
}

}  // namespace
}  // namespace ikada::aws::testing
