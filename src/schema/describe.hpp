#pragma once
// From C++ types to their descriptions. A struct is described once, in its source file:
//
//   // types.hpp                                   // types.cpp
//   struct Cluster { std::string name; … };        IKADA_DESCRIBE(Cluster, name, status, tags)
//   const schema::Type& describe(const Cluster*);
//
// An enum joins by its name table: `constexpr const auto& names_of(TaskStatus) { return
// kTaskStatusNames; }` in the enum's namespace.

#include <type_traits>

#include "schema/type.hpp"

namespace ikada::schema {

template <class T>
const Type& type_of();

namespace detail {

template <class T>
struct Unwrap;
template <class T>
struct Unwrap<std::optional<T>> {
    static const Type& type() {
        static const Type made = optional_of<T>(type_of<T>());
        return made;
    }
};
template <class T>
struct Unwrap<std::vector<T>> {
    static const Type& type() {
        static const Type made = list_of<T>(type_of<T>());
        return made;
    }
};
template <class T>
struct Unwrap<std::map<std::string, T>> {
    static const Type& type() {
        static const Type made = map_of<T>(type_of<T>());
        return made;
    }
};
template <class Tag>
struct Unwrap<Id<Tag>> {
    static const Type& type() { return kString; }
};
template <class Rep, class Period>
struct Unwrap<std::chrono::duration<Rep, Period>> {
    static_assert(std::is_same_v<Rep, std::int64_t>);
    static const Type& type() { return kLong; }
};

template <class E, std::size_t N>
constexpr std::array<std::string_view, N> names_only(const std::array<EnumName<E>, N>& table) {
    std::array<std::string_view, N> names{};
    for (std::size_t i = 0; i < N; ++i) names[i] = table[i].name;
    return names;
}

template <class E>
const Type& enum_type() {
    static constexpr auto kNames = names_only(names_of(E{}));
    static const Type type{
        .kind = Kind::Enum, .name = "Enum", .size = sizeof(E), .enum_names = kNames};
    return type;
}

}  // namespace detail

template <class T>
const Type& type_of() {
    if constexpr (std::is_same_v<T, std::string>)
        return kString;
    else if constexpr (std::is_same_v<T, int>)
        return kInteger;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return kLong;
    else if constexpr (std::is_same_v<T, double>)
        return kDouble;
    else if constexpr (std::is_same_v<T, bool>)
        return kBoolean;
    else if constexpr (std::is_same_v<T, TimePoint>)
        return kTimestamp;
    else if constexpr (std::is_enum_v<T>)
        return detail::enum_type<T>();
    else if constexpr (requires(const T* self) { describe(self); })
        return describe(static_cast<const T*>(nullptr));
    else
        return detail::Unwrap<T>::type();
}

}  // namespace ikada::schema

// ---- IKADA_DESCRIBE(Struct, member, member, …): at most 64 members

#define IKADA_PARENS ()
#define IKADA_EXPAND(...) IKADA_EXPAND3(IKADA_EXPAND3(IKADA_EXPAND3(__VA_ARGS__)))
#define IKADA_EXPAND3(...) IKADA_EXPAND2(IKADA_EXPAND2(IKADA_EXPAND2(__VA_ARGS__)))
#define IKADA_EXPAND2(...) IKADA_EXPAND1(IKADA_EXPAND1(IKADA_EXPAND1(__VA_ARGS__)))
#define IKADA_EXPAND1(...) __VA_ARGS__
#define IKADA_EACH(Struct, ...) __VA_OPT__(IKADA_EXPAND(IKADA_EACH_STEP(Struct, __VA_ARGS__)))
#define IKADA_EACH_STEP(Struct, first, ...) \
    IKADA_MEMBER(Struct, first) __VA_OPT__(IKADA_EACH_AGAIN IKADA_PARENS(Struct, __VA_ARGS__))
#define IKADA_EACH_AGAIN() IKADA_EACH_STEP
#define IKADA_MEMBER(Struct, field) IKADA_NAMED(Struct, field, #field),

#define IKADA_DESCRIBE(Struct, ...) IKADA_DESCRIBE_NAMED(Struct, IKADA_EACH(Struct, __VA_ARGS__))

// ---- IKADA_DESCRIBE_NAMED(Struct, IKADA_NAMED(Struct, member, "name"), …): for names that are the
// wire's and not ours

#define IKADA_NAMED(Struct, field, wire_name)                                                    \
    ::ikada::schema::Member {                                                                    \
        wire_name, offsetof(Struct, field), &::ikada::schema::type_of<decltype(Struct::field)>() \
    }

#define IKADA_DESCRIBE_NAMED(Struct, ...)                                                         \
    const ::ikada::schema::Type& describe(const Struct*) {                                        \
        _Pragma("GCC diagnostic push") _Pragma(                                                   \
            "GCC diagnostic ignored \"-Winvalid-offsetof\"") static const ::ikada::schema::Member \
            members[] = {__VA_ARGS__};                                                            \
        _Pragma("GCC diagnostic pop") static const ::ikada::schema::Type type{                    \
            .kind = ::ikada::schema::Kind::Structure, .name = #Struct, .members = members};       \
        return type;                                                                              \
    }
