#pragma once
// A played ECS for the tests of deploy commands: documents that tests change as time passes.

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "aws/protocol.hpp"
#include "deploy/task_view.hpp"

namespace ikada::deploy::testing {

// Played logs: what a container has written by now, and that it ends.
class PlayedLogs final : public LogSource {
  public:
    std::vector<std::string> lines;  // written so far
    bool have_ended = false;
    std::vector<std::string> passed;  // handed on to the person
    std::vector<std::string> asked;   // "task container"

    std::unique_ptr<LogFollower> follow(const client::LogPlace& place) override {
        asked.push_back(fmt::format("{} {}", place.task, place.container));
        return std::make_unique<Follower>(*this);
    }
    std::vector<std::string> last_lines(const client::LogPlace& place, int count) override {
        asked.push_back(fmt::format("{} {}", place.task, place.container));
        const auto all = static_cast<int>(lines.size());
        return {lines.end() - std::min(all, count), lines.end()};
    }

  private:
    struct Follower final : LogFollower {
        explicit Follower(PlayedLogs& from) : logs(from) {}
        bool pass_on() override {
            if (logs.passed.size() == logs.lines.size()) return false;
            logs.passed.push_back(logs.lines[logs.passed.size()]);
            return true;
        }
        bool is_over() const override {
            return logs.have_ended && logs.passed.size() == logs.lines.size();
        }
        PlayedLogs& logs;
    };
};

// Services of cluster "hobby" that run "web:1", of them "web"; time passes in waits only.
class PlayedEcs final : public client::Api, public client::Pace, public Voice {
  public:
    PlayedEcs() { add_definition("web:1", "registry/web:old"); }
    PlayedEcs(const PlayedEcs&) = delete;

    // What the API knows.
    struct Deployment {
        std::string id, definition, rollout = "COMPLETED", reason = {};
        int running = 2, failed = 0;
    };
    std::map<std::string, json::object> definitions;  // by "family:revision"
    struct Service {
        std::vector<Deployment> deployments{{"ecs-svc/1", "web:1"}};  // the primary first
        std::vector<std::string> events;
    };
    std::map<std::string, Service> services{{"web", {}}};
    std::vector<Deployment>& deployments = services["web"].deployments;
    std::vector<std::string>& events = services["web"].events;
    std::vector<json::object> tasks;
    json::object targets_of_rule{{"Targets", json::array{}}};
    int desired = 2;
    bool has_breaker = false;
    bool is_away = false;  // nobody answers
    std::string refused;   // an operation that the policy does not allow

    // What the tests see.
    std::vector<std::string> calls;  // "UpdateService web:2"
    std::vector<std::string> said;   // and the summaries of what was shown
    std::vector<std::string> noted;  // what a terminal's details show
    std::vector<std::string> details;
    std::map<std::string, int> asked;                // how often each operation that reads
    std::map<int, std::function<void()>> at_second;  // what happens then
    int stop_at_second = -1;                         // Ctrl-C
    int second = 0;

    PlayedLogs* logs = nullptr;
    Tool tool() { return {*this, *this, *this, logs}; }
    void add_definition(const std::string& name, const std::string& image) {
        definitions[name] = json::object{
            {"family", name.substr(0, name.find(':'))},
            {"taskDefinitionArn", arn(name)},
            {"revision", 1},
            {"status", "ACTIVE"},
            {"newMember", "kept"},
            {"containerDefinitions",
             json::array{json::object{{"name", "app"}, {"image", image}, {"memory", 64}},
                         json::object{{"name", "proxy"}, {"image", "registry/proxy:1"}}}}};
    }
    static std::string arn(const std::string& name) {
        return "arn:aws:ecs:us-east-1:000000000000:task-definition/" + name;
    }
    // A task of service "web": the deployment's if `started_by` is its id.
    json::object& add_task(const std::string& id, const std::string& started_by,
                           const std::string& status) {
        return tasks.emplace_back(json::object{{"taskArn", "arn:aws:ecs:::task/hobby/" + id},
                                               {"group", "service:web"},
                                               {"startedBy", started_by},
                                               {"lastStatus", status}});
    }
    bool has_said(std::string_view part) const {
        for (const auto& line : said)
            if (line.find(part) != line.npos) return true;
        return false;
    }

    Result<std::string> send(const client::JsonService&, std::string_view operation,
                             const std::string& body) override {
        if (is_away) return fail(kIoError, "connection refused");
        const auto request = *json::parse(body);
        ++asked[std::string(operation)];
        if (operation == refused) return fail(aws::kRemote, "AccessDeniedException: not allowed");
        if (operation == "DescribeServices") return describe_services(request);
        if (operation == "DescribeTaskDefinition") return describe_definition(request);
        if (operation == "RegisterTaskDefinition") return register_definition(request);
        if (operation == "UpdateService") return update(request);
        if (operation == "ListTasks") return list_tasks(request);
        if (operation == "DescribeTasks") return describe_tasks(request);
        if (operation == "RunTask") return run_task(request);
        if (operation == "ListTargetsByRule") return json::serialize(targets_of_rule);
        calls.push_back(fmt::format("{} {}", operation, body));
        return std::string("{}");
    }
    TimePoint now() override { return TimePoint{Seconds{1'800'000'000 + second}}; }
    bool wait(Millis) override {
        if (stop_at_second >= 0 && second >= stop_at_second) return false;
        ++second;
        if (const auto found = at_second.find(second); found != at_second.end()) found->second();
        return true;
    }
    void say(std::string_view line) override { said.emplace_back(line); }
    void note(std::string_view line) override { noted.emplace_back(line); }
    void show(const Standing& standing) override {
        if (!standing.summary.empty()) said.push_back(standing.summary);
        details = standing.details;
    }

  private:
    static std::string name_of(const std::string& reference) {
        return reference.substr(reference.rfind('/') + 1);
    }
    json::object describe(const std::string& name) const {
        const auto& service = services.at(name);
        json::array list, told;
        for (const auto& each : service.deployments)
            list.push_back(json::object{{"id", each.id},
                                        {"taskDefinition", arn(each.definition)},
                                        {"status", list.empty() ? "PRIMARY" : "ACTIVE"},
                                        {"desiredCount", desired},
                                        {"runningCount", each.running},
                                        {"failedTasks", each.failed},
                                        {"rolloutState", each.rollout},
                                        {"rolloutStateReason", each.reason}});
        for (auto event = service.events.rbegin(); event != service.events.rend(); ++event)
            told.push_back(json::object{{"id", *event}, {"message", *event}});
        return {
            {"clusterArn", "hobby"},
            {"serviceName", name},
            {"status", "ACTIVE"},
            {"desiredCount", desired},
            {"taskDefinition", arn(service.deployments.front().definition)},
            {"deploymentConfiguration", {{"deploymentCircuitBreaker", {{"enable", has_breaker}}}}},
            {"deployments", list},
            {"events", told}};
    }
    std::string describe_services(const json::value& request) const {
        json::array found;
        for (const auto& asked : json::list(request, "services"))
            if (const std::string name(asked.as_string()); services.contains(name))
                found.push_back(describe(name));
        return json::serialize(json::object{{"services", found}});
    }
    Result<std::string> describe_definition(const json::value& request) {
        const auto found = definitions.find(name_of(json::text(request, "taskDefinition")));
        if (found == definitions.end())
            return fail(aws::kRemote, "ClientException: Unable to describe task definition.");
        return json::serialize(
            json::object{{"taskDefinition", found->second}, {"tags", json::array{}}});
    }
    Result<std::string> register_definition(const json::value& request) {
        const auto family = json::text(request, "family");
        const auto name = fmt::format("{}:{}", family, definitions.size() + 1);
        auto definition = request.as_object();
        definition["taskDefinitionArn"] = arn(name);
        definitions[name] = definition;
        calls.push_back("RegisterTaskDefinition " + name);
        return json::serialize(json::object{{"taskDefinition", definition}});
    }
    Result<std::string> update(const json::value& request) {
        const auto name = name_of(json::text(request, "taskDefinition"));
        const auto service = json::text(request, "service");
        calls.push_back(
            fmt::format("UpdateService {}{}", service == "web" ? "" : service + " ", name));
        auto& all = services.at(service).deployments;
        if (name != all.front().definition)
            all.insert(all.begin(),
                       {fmt::format("ecs-svc/{}", calls.size()), name, "IN_PROGRESS", {}, 0});
        return json::serialize(json::object{{"service", describe(service)}});
    }
    // A page of a service's; the token is where the next begins.
    Result<std::string> list_tasks(const json::value& request) {
        json::array arns;
        for (const auto& task : tasks)
            if (json::text(task, "group") == "service:" + json::text(request, "serviceName") &&
                read_task(task).is_ending() == (json::text(request, "desiredStatus") == "STOPPED"))
                arns.push_back(task.at("taskArn"));
        const auto token = json::text(request, "nextToken", "0");
        const auto begin = std::min(arns.size(), static_cast<std::size_t>(std::stoi(token)));
        const auto end = std::min(arns.size(), begin + kTasksPerCall);
        json::object page{{"taskArns", json::array(arns.begin() + begin, arns.begin() + end)}};
        if (end < arns.size()) page["nextToken"] = std::to_string(end);
        return json::serialize(page);
    }
    Result<std::string> describe_tasks(const json::value& request) const {
        const auto& asked_for = json::list(request, "tasks");
        if (asked_for.size() > kTasksPerCall)
            return fail(aws::kRemote, "InvalidParameterException: too many tasks");
        json::array found;
        for (const auto& task : tasks)
            if (std::ranges::find(asked_for, task.at("taskArn")) != asked_for.end())
                found.push_back(task);
        return json::serialize(json::object{{"tasks", found}});
    }
    Result<std::string> run_task(const json::value& request) {
        calls.push_back(fmt::format("RunTask {} {}", name_of(json::text(request, "taskDefinition")),
                                    json::serialize(request.at("overrides"))));
        if (const auto* network = json::find(request, "networkConfiguration"))
            calls.back() += " " + json::serialize(*network);
        tasks = {{{"taskArn", "task/hobby/0123456789"}, {"lastStatus", "PENDING"}}};
        return json::serialize(json::object{{"tasks", json::array{tasks.front()}}});
    }
};

}  // namespace ikada::deploy::testing
