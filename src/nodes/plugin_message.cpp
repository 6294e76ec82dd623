#include "nodes/plugin_message.hpp"

#include "base/crypto.hpp"
#include "base/json.hpp"

namespace ikada::nodes {
namespace {

constexpr std::string_view kChannelClosed = "channel_closed";
constexpr std::uint32_t kHeaderLength = 116;  // all before the payload's length
constexpr std::uint32_t kSchemaVersion = 1, kOutput = 1;
constexpr std::size_t kTypeLength = 32, kMessageIdLength = 16;

template <class Number>
void put(std::string& to, Number number) {  // big-endian
    for (int shift = 8 * (static_cast<int>(sizeof number) - 1); shift >= 0; shift -= 8)
        to += static_cast<char>(number >> shift);
}

}  // namespace

std::string channel_closed(std::string_view session_id, std::string_view why, TimePoint now) {
    const auto payload = json::serialize(json::object{{"SessionId", session_id},
                                                      {"MessageType", kChannelClosed},
                                                      {"SchemaVersion", kSchemaVersion},
                                                      {"Output", why}});
    std::string message;
    put(message, kHeaderLength);
    message += kChannelClosed;
    message.append(kTypeLength - kChannelClosed.size(), ' ');
    put(message, kSchemaVersion);
    put(message, static_cast<std::uint64_t>(now.time_since_epoch().count()));
    put(message, std::uint64_t{0});  // sequence number
    put(message, std::uint64_t{3});  // flags: the first and the last
    message.append(kMessageIdLength, '\0');
    message += sha256(payload);
    put(message, kOutput);
    put(message, static_cast<std::uint32_t>(payload.size()));
    return message + payload;
}

}  // namespace ikada::nodes
