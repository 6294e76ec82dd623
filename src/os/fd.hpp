#pragma once
// A file descriptor with one owner, and errno in words.

#include <cerrno>
#include <string>

#include "base/result.hpp"

namespace ikada::os {

class Fd {
  public:
    explicit Fd(int number = -1) : number_(number) {}
    Fd(Fd&& other) noexcept : number_(other.release()) {}
    Fd& operator=(Fd&& other) noexcept;
    ~Fd() { close(); }

    explicit operator bool() const { return number_ >= 0; }
    int get() const { return number_; }
    int release();
    void close();

  private:
    int number_;
};

// kIoError "cannot DOING THING: reason", the reason from `code`, an errno value.
Error system_error(std::string_view doing, std::string_view thing, int code);
std::string reason_of(int code);

// All of `bytes`, through short writes and interruptions; false with errno set.
bool write_all(int fd, std::string_view bytes);

}  // namespace ikada::os
