#pragma once
// One error value and one way to return it, for the whole program.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace ikada {

// What a caller can act on. Every kind is one constexpr object; kinds are compared by address.
//   code: the name on the wire ("ClusterNotFoundException"), also printed in logs.
//   http_status: what an API answers with; 500 for kinds that never reach a client.
struct ErrorKind {
    std::string_view code;
    int http_status = 500;
};

struct Error {
    const ErrorKind* kind;
    std::string message;

    bool is(const ErrorKind& other) const { return kind == &other; }
    bool operator==(const Error&) const = default;
};

// The outside did not do what was asked: a socket, file or process failed.
inline constexpr ErrorKind kIoError{"IoError"};
// Input from the wire, disk or another program is not of the agreed form.
inline constexpr ErrorKind kMalformed{"Malformed"};

template <class... Args>
Error fail(const ErrorKind& kind, fmt::format_string<Args...> format, Args&&... args) {
    return Error{&kind, fmt::format(format, std::forward<Args>(args)...)};
}

// A value or the Error that stands in its place. Reading the absent one is a bug and ends the
// program (std::get throws, nothing catches it).
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return state_.index() == 0; }
    const Error& error() const { return std::get<1>(state_); }
    T& operator*() & { return std::get<0>(state_); }
    const T& operator*() const& { return std::get<0>(state_); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &std::get<0>(state_); }
    const T* operator->() const { return &std::get<0>(state_); }

  private:
    std::variant<T, Error> state_;
};

// For functions that either work or fail and have nothing to give.
using Status = Result<std::monostate>;
inline Status ok() { return Status{std::monostate{}}; }

}  // namespace ikada
