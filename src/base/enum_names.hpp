#pragma once
// Enums meet the wire in one table, complete at compile time.
//
//   constexpr auto kTaskStatusNames = std::to_array<EnumName<TaskStatus>>({
//       {TaskStatus::Pending, "PENDING"}, {TaskStatus::Running, "RUNNING"}});
//   static_assert(covers(kTaskStatusNames, TaskStatus::Running), "a TaskStatus has no wire name");
//
// The table lists the enumerators in the order of their declaration, the first being 0.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace ikada {

template <class E>
struct EnumName {
    E value;
    std::string_view name;
};

template <class E, std::size_t N>
constexpr bool covers(const std::array<EnumName<E>, N>& table, E last) {
    if (static_cast<std::size_t>(last) + 1 != N) return false;
    for (std::size_t i = 0; i < N; ++i)
        if (static_cast<std::size_t>(table[i].value) != i) return false;
    return true;
}

template <class E, std::size_t N>
constexpr std::string_view name_of(const std::array<EnumName<E>, N>& table, E value) {
    return table[static_cast<std::size_t>(value)].name;
}

template <class E, std::size_t N>
constexpr std::optional<E> parse_name(const std::array<EnumName<E>, N>& table,
                                      std::string_view name) {
    for (const auto& entry : table)
        if (entry.name == name) return entry.value;
    return std::nullopt;
}

}  // namespace ikada
