#include "server/audit_file.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "os/files.hpp"
#include "os/testing.hpp"

namespace ikada::server {
namespace {

struct AuditFileTest : ::testing::Test {
    os::TempFolder folder;
    std::filesystem::path file = folder.path() / "audit.log";

    std::string text(int generation) const {
        const auto suffix = generation == 0 ? "" : "." + std::to_string(generation);
        const auto read = os::read_file(file.string() + suffix);
        return read ? *read : "";
    }
};

aws::AuditRecord a_record(const std::string& id) {
    return {.at = TimePoint{Millis{1'500}},
            .request_id = id,
            .action = "ecs:CreateCluster",
            .caller = "arn:root",
            .access_key_id = "AKIA",
            .peer = "10.0.0.9",
            .resources = {"hobby"},
            .status = 200,
            .error = ""};
}

TEST_F(AuditFileTest, each_call_is_one_line_of_json) {
    AuditFile audit(file);
    audit.record(a_record("a"));
    audit.record(a_record("b\nc"));
    EXPECT_EQ(text(0),
              R"({"time":"1970-01-01T00:00:01.500Z","requestId":"a","action":"ecs:CreateCluster",)"
              R"("caller":"arn:root","accessKeyId":"AKIA","sourceAddress":"10.0.0.9",)"
              R"("resources":["hobby"],"status":200})"
              "\n" +
                  aws::to_json_line(a_record("b\nc")) + "\n");
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(AuditFileTest, goes_on_where_an_earlier_server_ended) {
    AuditFile(file).record(a_record("a"));
    AuditFile(file).record(a_record("b"));
    EXPECT_EQ(text(0),
              aws::to_json_line(a_record("a")) + "\n" + aws::to_json_line(a_record("b")) + "\n");
}

TEST_F(AuditFileTest, a_full_generation_makes_room_and_the_oldest_goes) {
    AuditFile audit(file, {.bytes_max = 250, .generations = 3});  // one record each
    for (const auto* id : {"a", "b", "c", "d"}) audit.record(a_record(id));
    EXPECT_EQ(text(0), aws::to_json_line(a_record("d")) + "\n");
    EXPECT_EQ(text(2), aws::to_json_line(a_record("b")) + "\n");
    EXPECT_EQ(text(3), "");
}

TEST_F(AuditFileTest, a_folder_that_is_gone_stops_nothing) {
    AuditFile audit(folder.path() / "none" / "audit.log");
    audit.record(a_record("a"));
}

}  // namespace
}  // namespace ikada::server
