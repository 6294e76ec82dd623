#pragma once
// A connection to dockerd that, after the head of its answer, carries plain bytes both ways: logs,
// and commands in containers. POSIX, for poll().

#include <optional>
#include <string>

#include "base/result.hpp"
#include "net/http.hpp"
#include "os/fd.hpp"

namespace ikada::docker {

class ByteStream {
  public:
    // Sends the request (as HTTP/1.0 unless it asks for an upgrade: then nothing is chunked) and
    // reads the head of the answer; gives what came instead of a stream, a refusal, as it is.
    //   Errors: kIoError.
    static Result<ByteStream> open(const std::string& socket, const net::HttpRequest& request);

    int status() const { return status_; }
    int fd() const { return fd_.get(); }

    // What there is, without waiting; "" where there is nothing, nothing at the end.
    std::optional<std::string> read();
    // Writes what can be written without waiting and takes it off `bytes`. False: it is broken.
    bool write(std::string& bytes);
    void end_writing();
    // All until the end, for the body of a refusal.
    std::string read_all();

  private:
    explicit ByteStream(os::Fd fd) : fd_(std::move(fd)) {}
    Status read_head();

    os::Fd fd_;
    int status_ = 0;
    std::string rest_;  // came with the head
};

}  // namespace ikada::docker
