#include "schema/equal.hpp"

#include <algorithm>
#include <cstring>

namespace ikada::schema {
namespace {

template <class T>
bool same(const void* a, const void* b) {
    return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

struct Element {
    std::string_view key;
    const void* at;
};

void collect(void* into, std::string_view key, const void* at) {
    static_cast<std::vector<Element>*>(into)->push_back({key, at});
}

bool equal_members(const Type& type, const void* a, const void* b) {
    return std::ranges::all_of(type.members, [&](const Member& member) {
        return equal(*member.type, static_cast<const char*>(a) + member.offset,
                     static_cast<const char*>(b) + member.offset);
    });
}

bool equal_elements(const Type& type, const void* a, const void* b) {
    const auto size = type.access->size(a);
    if (size != type.access->size(b)) return false;
    if (size == 0) return true;
    std::vector<Element> left, right;
    left.reserve(size);
    right.reserve(size);
    type.access->visit(a, collect, &left);
    type.access->visit(b, collect, &right);
    return std::ranges::equal(left, right, [&](const Element& l, const Element& r) {
        return l.key == r.key && equal(*type.element, l.at, r.at);
    });
}

}  // namespace

bool equal(const Type& type, const void* a, const void* b) {
    switch (type.kind) {
        case Kind::String:
        case Kind::Blob:
            return same<std::string>(a, b);
        case Kind::Integer:
            return same<int>(a, b);
        case Kind::Long:
            return same<std::int64_t>(a, b);
        case Kind::Double:
            return same<double>(a, b);
        case Kind::Boolean:
            return same<bool>(a, b);
        case Kind::Timestamp:
            return same<TimePoint>(a, b);
        case Kind::Enum:
            return std::memcmp(a, b, type.size) == 0;
        case Kind::Structure:
            return equal_members(type, a, b);
        case Kind::Optional:
        case Kind::List:
        case Kind::Map:
            return equal_elements(type, a, b);
    }
    return false;
}

}  // namespace ikada::schema
