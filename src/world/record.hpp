#pragma once
// What the world needs to know of a record type. A service's keys.hpp tells it:
//
//   template <> struct ikada::world::RecordTraits<Task> {
//       static constexpr std::string_view folder = "ecs/task/";  // store keys are folder + key
//
//       static constexpr int version = 1;  // of the stored document
//
//       static std::string key(const Task& task) { return task.cluster + "/" + task.id.value; }
//
//       static void index(const Task& task, IndexKeys& out) { out.add("service", task.service); }
//
//       // Only if members changed their meaning: new ones keep their defaults without it.
//       static void migrate(json::object& record, int from_version);
//   };

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "schema/describe.hpp"

namespace ikada::world {

// Collects the values under which a record is found by secondary indexes.
class IndexKeys {
  public:
    struct Entry {
        std::string_view index;
        std::string value;
    };
    void add(std::string_view index, std::string value) {
        entries_.push_back({index, std::move(value)});
    }
    const std::vector<Entry>& entries() const { return entries_; }

  private:
    std::vector<Entry> entries_;
};

template <class T>
struct RecordTraits;  // folder, version, key(record), index(record, out)

// The same, type-erased. One object per record type; compared by address.
struct RecordKind {
    std::string_view folder;
    int version;
    const schema::Type& (*type)();
    std::string (*key)(const void*);
    void (*index)(const void*, IndexKeys&);
    std::shared_ptr<void> (*make)();
    // Makes the members of a document of an earlier version those of this one; null: they are.
    void (*migrate)(json::object& record, int from_version);
};

template <class T>
constexpr auto migration_of() -> void (*)(json::object&, int) {
    if constexpr (requires(json::object & record) { RecordTraits<T>::migrate(record, 1); })
        return &RecordTraits<T>::migrate;
    else
        return nullptr;
}

template <class T>
const RecordKind& kind_of() {
    using Traits = RecordTraits<T>;
    static const RecordKind kind{
        Traits::folder,
        Traits::version,
        []() -> const schema::Type& { return schema::type_of<T>(); },
        [](const void* record) { return Traits::key(*static_cast<const T*>(record)); },
        [](const void* record, IndexKeys& out) {
            Traits::index(*static_cast<const T*>(record), out);
        },
        []() -> std::shared_ptr<void> { return std::make_shared<T>(); },
        migration_of<T>()};
    return kind;
}

// One record before and after a transaction; null where it did not or does not exist.
struct Change {
    const RecordKind* kind;
    std::string key;
    std::shared_ptr<const void> before, after;

    template <class T>
    bool is() const {
        return kind == &kind_of<T>();
    }
    // Whichever of after and before is there, after first. Never null.
    template <class T>
    const T& either() const {
        return *static_cast<const T*>((after ? after : before).get());
    }
};

}  // namespace ikada::world
