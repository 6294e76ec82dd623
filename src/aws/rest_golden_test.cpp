// rest-json and rest-xml, through the gateway: what botocore sends is verified and decoded, and
// what we answer is what botocore reads as meant (tools/golden_rest.py).

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "aws/gateway.hpp"
#include "aws/testing.hpp"
#include "base/log.hpp"
#include "route53/shapes.hpp"
#include "scheduler/shapes.hpp"
#include "schema/json_codec.hpp"
#include "store/store.hpp"
#include "world/testing.hpp"

namespace ikada::aws::testing {
namespace {

// What the operations below saw and are to say, as documents.
struct Script {
    std::string seen;
    json::value answer;
};
Script& script() {
    static Script script;
    return script;
}

template <class In, class Out>
Result<Out> play(world::Tx&, const In& request, const Call&) {
    script().seen = schema::to_json(request);
    if (const auto* refusal = script().answer.if_string())
        return fail(kWetPaint, "{}", std::string_view(*refusal));
    return schema::from_json<Out>(script().answer);
}

template <class In, class Out>
constexpr Operation played(std::string_view action) {
    return operation<&play<In, Out>>(action);
}

namespace sch = scheduler::shapes;
namespace r53 = route53::shapes;

constexpr std::array kScheduler{
    played<sch::CreateScheduleInput, sch::CreateScheduleOutput>("scheduler:CreateSchedule"),
    played<sch::GetScheduleInput, sch::GetScheduleOutput>("scheduler:GetSchedule"),
    played<sch::ListSchedulesInput, sch::ListSchedulesOutput>("scheduler:ListSchedules"),
    played<sch::DeleteScheduleInput, sch::DeleteScheduleOutput>("scheduler:DeleteSchedule"),
    played<sch::TagResourceInput, sch::TagResourceOutput>("scheduler:TagResource"),
    played<sch::UntagResourceInput, sch::UntagResourceOutput>("scheduler:UntagResource")};
constexpr std::array kRoute53{
    played<r53::CreateHostedZoneRequest, r53::CreateHostedZoneResponse>("route53:CreateHostedZone"),
    played<r53::GetHostedZoneRequest, r53::GetHostedZoneResponse>("route53:GetHostedZone"),
    played<r53::ChangeResourceRecordSetsRequest, r53::ChangeResourceRecordSetsResponse>(
        "route53:ChangeResourceRecordSets"),
    played<r53::ListResourceRecordSetsRequest, r53::ListResourceRecordSetsResponse>(
        "route53:ListResourceRecordSets"),
    played<r53::GetChangeRequest, r53::GetChangeResponse>("route53:GetChange"),
    played<r53::DeleteHostedZoneRequest, r53::DeleteHostedZoneResponse>(
        "route53:DeleteHostedZone")};

const Service kSchedulerService{.name = "scheduler",
                                .protocol = Protocol::RestJson,
                                .target_prefix = {},
                                .api_version = {},
                                .xml_namespace = {},
                                .operations = kScheduler,
                                .invalid_parameter = errors::kValidation,
                                .missing_parameter = errors::kValidation,
                                .bindings = sch::kHttpBindings};
const Service kRoute53Service{.name = "route53",
                              .protocol = Protocol::RestXml,
                              .target_prefix = {},
                              .api_version = {},
                              .xml_namespace = "https://route53.amazonaws.com/doc/2013-04-01/",
                              .operations = kRoute53,
                              .invalid_parameter = kBad,
                              .missing_parameter = kMissing,
                              .bindings = r53::kHttpBindings};

class NoNodes final : public UpgradeHandler {
    void upgrade(const net::HttpRequest&, const Caller&, net::DecideUpgrade decide) override {
        decide(net::HttpResponse{404, {}, {}});
    }
};
class NoAudit final : public AuditTrail {
    void record(const AuditRecord&) override {}
};

json::value golden() {
    std::ifstream file(std::filesystem::path(__FILE__).parent_path() / "rest_golden.json");
    return *json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

class RestGateway : public ::testing::Test {
  protected:
    RestGateway() {
        log::configure(log::Level::Error, false);
        core.start();
        keys.put("AKIAROOT", {"secret", {"AKIAROOT", "arn:root", "1", std::nullopt}});
    }
    net::HttpResponse send(net::HttpRequest request) {
        const auto answer = std::make_shared<std::promise<net::HttpResponse>>();
        gateway.handle(std::move(request), [answer](net::HttpResponse response) {
            answer->set_value(std::move(response));
        });
        return answer->get_future().get();
    }
    net::HttpResponse call(net::HttpRequest request, const std::string& service) {
        request.headers.push_back({"Host", "localhost"});
        sign(request, {"AKIAROOT", "secret", ""}, {"us-east-1", service}, clock.now());
        return send(std::move(request));
    }
    net::HttpResponse scheduler(const std::string& method, const std::string& target,
                                const std::string& body = "") {
        return call({method, target, {}, body, {}}, "scheduler");
    }
    net::HttpResponse route53(const std::string& method, const std::string& target,
                              const std::string& body = "") {
        return call({method, target, {}, body, {}}, "route53");
    }

    world::World world;
    world::Core core{world, {}, Random(1)};
    std::unique_ptr<store::Store> store = store::open_memory_store();
    world::testing::FakeClock clock;
    NoAudit audit;
    NoNodes nodes;
    net::Loop loop{2};
    world::Engine engine{core, *store, clock};
    Installation installation;
    KeyRing keys;
    std::vector<const Service*> services{&kSchedulerService, &kRoute53Service};
    Gateway gateway{{installation, services, keys, engine, clock, nodes, loop, audit}};
};

net::HttpRequest request_of(const json::value& golden) {
    net::HttpRequest request{json::text(golden, "method"),
                             json::text(golden, "target"),
                             {},
                             json::text(golden, "body"),
                             {}};
    for (const auto& [name, value] : json::members(golden, "headers"))
        request.headers.push_back({std::string(std::string_view(name)),
                                   std::string(std::string_view(value.get_string()))});
    return request;
}

const Operation* operation_of(const json::value& golden) {
    const bool is_json = json::text(golden, "service") == "scheduler";
    const auto& service = is_json ? kSchedulerService : kRoute53Service;
    return service.find(json::text(golden, "operation"));
}

// The same document as our types spell it.
std::string normal(const Operation& operation, const json::value& document) {
    const auto typed = operation.make_request();
    EXPECT_TRUE(schema::from_json(operation.input(), document, typed.get()));
    return schema::to_json(operation.input(), typed.get());
}

TEST_F(RestGateway, decodes_what_botocore_sends_and_answers_what_it_reads) {
    const auto cases = golden();
    for (const auto& one : cases.get_array()) {
        SCOPED_TRACE(json::text(one, "name"));
        const auto& wanted = *json::find(one, "response");
        script() = {"", *json::find(one, "answer")};
        const auto answer = send(request_of(*json::find(one, "request")));
        EXPECT_EQ(script().seen, normal(*operation_of(one), *json::find(one, "asked")));
        EXPECT_EQ(answer.status, json::integer(wanted, "status"));
        EXPECT_EQ(answer.body, json::text(wanted, "body"));
        for (const auto& [name, value] : json::members(wanted, "headers"))
            EXPECT_EQ(net::find_header(answer.headers, std::string_view(name)),
                      std::string_view(value.get_string()));
        EXPECT_TRUE(net::find_header(answer.headers, "x-amzn-requestid"));
    }
}

TEST_F(RestGateway, names_a_json_services_error_in_a_header) {
    script() = {"", "Paint <x> is wet."};
    const auto answer = scheduler("GET", "/schedules/x");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(net::find_header(answer.headers, "x-amzn-errortype"), "WetPaint");
    EXPECT_EQ(answer.body, R"({"message":"Paint <x> is wet."})");
}

TEST_F(RestGateway, names_an_xml_services_error_in_the_body) {
    script() = {"", "Paint <x> is wet."};
    const auto answer = route53("GET", "/2013-04-01/change/x");
    EXPECT_EQ(answer.status, 409);
    EXPECT_NE(answer.body.find("<ErrorResponse><Error><Type>Sender</Type><Code>WetPaint</Code>"
                               "<Message>Paint &lt;x&gt; is wet.</Message></Error>"),
              std::string::npos);
}

TEST_F(RestGateway, an_unsigned_call_gets_the_error_of_its_protocol_when_that_shows) {
    auto request = net::HttpRequest{"GET", "/schedules", {{"Host", "h"}}, "", {}};
    sign(request, {"AKIANOBODY", "secret", ""}, {"us-east-1", "scheduler"}, clock.now());
    EXPECT_EQ(net::find_header(send(request).headers, "x-amzn-errortype"),
              "UnrecognizedClientException");
    sign(request, {"AKIANOBODY", "secret", ""}, {"us-east-1", "route53"}, clock.now());
    EXPECT_NE(send(request).body.find("<Code>InvalidClientTokenId</Code>"), std::string::npos);
}

TEST_F(RestGateway, refuses_paths_and_methods_that_no_operation_has) {
    for (const auto* target : {"/", "/schedules/a/b", "/tags", "/schedules//"})
        EXPECT_EQ(scheduler("GET", target).status, 404) << target;
    EXPECT_EQ(scheduler("PATCH", "/schedules/a").status, 404);
    EXPECT_EQ(scheduler("GET", "/schedules/%ff%zz").status, 404);
}

TEST_F(RestGateway, refuses_bodies_and_values_that_are_not_of_their_kind) {
    const auto type_of = [&](const net::HttpResponse& answer) {
        return std::string(net::find_header(answer.headers, "x-amzn-errortype").value_or(""));
    };
    EXPECT_EQ(type_of(scheduler("POST", "/schedules/a", "{")), "SerializationException");
    EXPECT_EQ(type_of(scheduler("POST", "/schedules/a", "[]")), "SerializationException");
    EXPECT_EQ(type_of(scheduler("POST", "/schedules/a", R"({"Target":1})")),
              "SerializationException");
    EXPECT_EQ(type_of(scheduler("POST", "/schedules/a", "{}")), "ValidationException");
    EXPECT_EQ(type_of(scheduler("GET", "/schedules?MaxResults=many")), "SerializationException");
    EXPECT_EQ(type_of(scheduler("GET", "/schedules?MaxResults=0")), "ValidationException");
    EXPECT_EQ(type_of(scheduler("GET", "/schedules?NamePrefix=%ff")), "SerializationException");
    for (const auto* body : {"<a>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a", "\xff", "x"})
        EXPECT_NE(route53("POST", "/2013-04-01/hostedzone", body).body.find("MalformedInput"),
                  std::string::npos)
            << body;
}

TEST_F(RestGateway, a_body_does_not_speak_for_the_path) {
    script() = {"", json::object{}};
    EXPECT_EQ(scheduler("POST", "/tags/arn-1", R"({"ResourceArn":"arn-2","Tags":[]})").status, 200);
    EXPECT_EQ(script().seen, R"({"ResourceArn":"arn-1","Tags":[]})");
}

TEST_F(RestGateway, refuses_a_document_that_is_nested_too_deep) {
    std::string deep;
    for (int i = 0; i < 5'000; ++i) deep += "<a>";
    for (int i = 0; i < 5'000; ++i) deep += "</a>";
    EXPECT_NE(route53("POST", "/2013-04-01/hostedzone", deep).body.find("levels"),
              std::string::npos);
}

}  // namespace
}  // namespace ikada::aws::testing
