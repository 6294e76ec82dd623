#pragma once
// The Docker Engine API over its unix socket. Source: docs.docker.com/engine/api/v1.41.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/stream_frame.hpp"
#include "base/time.hpp"
#include "docker/byte_stream.hpp"
#include "docker/stats.hpp"
#include "docker/types.hpp"
#include "net/http_client.hpp"

namespace ikada::docker {

inline constexpr ErrorKind kUnreachable{"DockerUnreachable"};  // no answer: dockerd is away
inline constexpr ErrorKind kNotFound{"DockerNotFound"};        // 404: no such container, image …
inline constexpr ErrorKind kConflict{"DockerConflict"};        // 409: name taken, not running …
inline constexpr ErrorKind kTimedOut{"DockerTimedOut"};        // dockerd took too long
inline constexpr ErrorKind kRefused{"DockerRefused"};          // any other answer but success

constexpr std::string_view kDefaultSocket = "/var/run/docker.sock";
constexpr Millis kCallTimeout{60'000};     // one plain call; a loaded dockerd takes seconds
constexpr Millis kCreateTimeout{240'000};  // the ECS agent's: 4 minutes
constexpr Millis kStartTimeout{180'000};   // the ECS agent's: 3 minutes
constexpr Millis kMeasureTimeout{10'000};  // one reading of what a container uses
constexpr Millis kPullTimeout{60'000};     // between two pieces of progress; the ECS agent's

// Where this process's Docker listens: the unix:// address in DOCKER_HOST, else kDefaultSocket.
//   Errors: kMalformed for another kind of address.
Result<std::string> find_socket();

// Keys and values that a container's labels must hold.
using Labels = std::map<std::string, std::string>;

// One caller at a time; make one client a thread. Every call may give kUnreachable and kTimedOut;
// errors of
// dockerd carry its text as its own command line shows it: "Error response from daemon: …".
class Client {
  public:
    explicit Client(std::string socket = std::string(kDefaultSocket));

    Status ping();
    Result<Version> version();

    // `auth`: X-Registry-Auth, base64url JSON; empty: none. Returns when the image is complete.
    Status pull(const std::string& image, const std::string& auth = {});
    Result<Image> inspect_image(const std::string& image);
    // Makes an image of a file system in tar form; `instruction`: a Dockerfile's, one.
    Status import_image(const std::string& name, const std::string& tar,
                        const std::string& instruction);
    // Errors: kConflict while a container uses it.
    Status remove_image(const std::string& image);

    // `body`: Docker's volume configuration. No error if there is one of that name.
    Status create_volume(const std::string& body);
    Status inspect_volume(const std::string& name);
    Result<std::vector<Volume>> list_volumes(const Labels& labels);
    // No error if there is none. Errors: kConflict while a container holds it.
    Status remove_volume(const std::string& name);

    // `body`: Docker's container configuration with HostConfig inside. Gives the id.
    Result<std::string> create(const std::string& name, const std::string& body);
    Status start(const std::string& container);
    // The stop signal, then SIGKILL after `patience`; returns when it has exited. No error if it
    // was not running.
    Status stop(const std::string& container, Seconds patience);
    Status kill(const std::string& container, const std::string& signal);
    Status remove(const std::string& container, bool force);
    Result<Container> inspect(const std::string& container);
    // What it uses, as Docker's JSON; takes 1 to 2 s, as Docker measures twice.
    Result<std::string> stats(const std::string& container);
    // What it uses, in one reading; takes up to 1 s, as dockerd reads once a second.
    Result<Stats> measure(const std::string& container);
    // All with these labels, running or not.
    Result<std::vector<ContainerRow>> list(const Labels& labels);
    // Blocks until it has exited; gives the exit code.
    Result<int> wait(const std::string& container, Millis timeout);

    // What it has written and writes, each entry begun by its time. It need not run. For how to
    // read it see log_frames.hpp.
    struct LogsQuery {
        bool follow = false;
        std::optional<int> tail = {};  // so many last entries, else all
        std::string since = {};        // "SECONDS.NANOSECONDS" since 1970; empty: from the first on
    };
    Result<ByteStream> logs(const std::string& container, const LogsQuery& query);

    // A command in a running container; gives an id. With a terminal its output is plain bytes,
    // else as logs are.
    Result<std::string> create_exec(const std::string& container,
                                    const std::vector<std::string>& command, bool terminal);
    Result<ByteStream> start_exec(const std::string& exec, bool terminal);
    Status resize_exec(const std::string& exec, const TerminalSize& size);
    // Errors: kConflict while it runs.
    Result<int> exit_code_of_exec(const std::string& exec);

    // Container events with these labels from `since` (epoch seconds) on, past ones first. Ends
    // with on_event giving false, or after `idle_timeout` without an event: neither is an error.
    Status events(const Labels& labels, std::int64_t since, Millis idle_timeout,
                  const std::function<bool(const Event&)>& on_event);

  private:
    struct Call {
        std::string method = "GET";
        std::string target = {};
        std::string body = {};
        Millis timeout = kCallTimeout;
        net::Headers headers = {};
    };
    Result<std::string> call(Call call);
    Status run(Call call);
    Result<ByteStream> open(const Call& call);

    std::string socket_;
    net::HttpClient http_;
};

}  // namespace ikada::docker
