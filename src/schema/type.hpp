#pragma once
// Structs described as data: per struct a table of members, so that one codec per wire format
// serves every AWS shape and every stored record.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"

namespace ikada::schema {

enum class Kind : std::uint8_t {
    String,     // std::string, Id<…>
    Integer,    // int
    Long,       // std::int64_t, std::chrono durations
    Double,     // double
    Boolean,    // bool
    Timestamp,  // TimePoint
    Blob,       // std::string of raw bytes
    Enum,       // an enum whose values count from 0; see Type::enum_names, Type::size
    Structure,  // a struct; see Type::members
    Optional,   // std::optional of Type::element
    List,       // std::vector of Type::element
    Map,        // std::map<std::string, …> of Type::element
};

struct Type;

struct Member {
    std::string_view name;  // as the AWS model spells it; for records, the C++ name
    std::size_t offset;
    const Type* type;
    bool required = false;
    // Names on other wires, where they differ from `name`:
    std::string_view query_name = {};  // request member in the query and ec2 protocols
    std::string_view xml_name = {};    // response element
};

// How to read and grow a container without knowing its type. Optional counts as a container of at
// most one element.
struct Access {
    using Visitor = void (*)(void* context, std::string_view key, const void* element);
    void (*visit)(const void* container, Visitor visitor,
                  void* context);                            // in order; key: Map only
    void* (*append)(void* container, std::string_view key);  // a new element, value-initialised
    std::size_t (*size)(const void* container);
};

struct Limits {
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct Type {
    Kind kind;
    std::string_view name = {};  // the shape's or struct's name, for error texts
    std::size_t size = 0;        // Enum: sizeof
    const Type* element = nullptr;
    const Access* access = nullptr;                     // Optional, List, Map
    std::span<const Member> members = {};               // Structure
    std::span<const std::string_view> enum_names = {};  // Enum: name of value i at place i
    Limits limits = {};  // numbers: of the value; strings, lists, maps: of the length
    std::string_view element_name = "member";  // query and XML name of a list's element
    bool flattened = false;                    // query and XML: elements without a wrapper
};

// ---- containers

template <class T>
struct OptionalAccess {
    static void visit(const void* self, Access::Visitor visitor, void* context) {
        const auto& value = *static_cast<const std::optional<T>*>(self);
        if (value) visitor(context, {}, &*value);
    }
    static void* append(void* self, std::string_view) {
        return &static_cast<std::optional<T>*>(self)->emplace();
    }
    static std::size_t size(const void* self) {
        return static_cast<const std::optional<T>*>(self)->has_value() ? 1 : 0;
    }
    static constexpr Access kAccess{visit, append, size};
};

template <class T>
struct ListAccess {
    static void visit(const void* self, Access::Visitor visitor, void* context) {
        for (const auto& element : *static_cast<const std::vector<T>*>(self))
            visitor(context, {}, &element);
    }
    static void* append(void* self, std::string_view) {
        return &static_cast<std::vector<T>*>(self)->emplace_back();
    }
    static std::size_t size(const void* self) {
        return static_cast<const std::vector<T>*>(self)->size();
    }
    static constexpr Access kAccess{visit, append, size};
};

template <class T>
struct MapAccess {
    using Map = std::map<std::string, T>;
    static void visit(const void* self, Access::Visitor visitor, void* context) {
        for (const auto& [key, element] : *static_cast<const Map*>(self))
            visitor(context, key, &element);
    }
    static void* append(void* self, std::string_view key) {
        return &(*static_cast<Map*>(self))[std::string(key)];
    }
    static std::size_t size(const void* self) { return static_cast<const Map*>(self)->size(); }
    static constexpr Access kAccess{visit, append, size};
};

// ---- types of plain values

inline constexpr Type kString{.kind = Kind::String, .name = "String"};
inline constexpr Type kInteger{.kind = Kind::Integer, .name = "Integer"};
inline constexpr Type kLong{.kind = Kind::Long, .name = "Long"};
inline constexpr Type kDouble{.kind = Kind::Double, .name = "Double"};
inline constexpr Type kBoolean{.kind = Kind::Boolean, .name = "Boolean"};
inline constexpr Type kTimestamp{.kind = Kind::Timestamp, .name = "Timestamp"};
inline constexpr Type kBlob{.kind = Kind::Blob, .name = "Blob"};

template <class T>
constexpr Type optional_of(const Type& element) {
    return {.kind = Kind::Optional,
            .name = element.name,
            .element = &element,
            .access = &OptionalAccess<T>::kAccess};
}
template <class T>
constexpr Type list_of(const Type& element) {
    return {
        .kind = Kind::List, .name = "List", .element = &element, .access = &ListAccess<T>::kAccess};
}
template <class T>
constexpr Type map_of(const Type& element) {
    return {
        .kind = Kind::Map, .name = "Map", .element = &element, .access = &MapAccess<T>::kAccess};
}

}  // namespace ikada::schema
