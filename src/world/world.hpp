#pragma once
// All records, typed and indexed, in memory. One thread at a time uses a world and its
// transactions.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "store/store.hpp"
#include "world/record.hpp"

namespace ikada::world {

using Row = std::shared_ptr<const void>;

// What is computed from records and kept up with every change of them: at load, in a transaction
// and when it is undone. Never a second truth: it can be made anew from the tables at any time.
class Derived {
  public:
    virtual ~Derived() = default;
    // Changes of different records may come in any order.
    virtual void replaced(const Change& change) = 0;
};

// One record type's rows and indexes.
class Table {
  public:
    explicit Table(const RecordKind& kind, const std::vector<Derived*>* derived = nullptr)
        : kind_(&kind), derived_(derived) {}
    const RecordKind& kind() const { return *kind_; }

    Row find(std::string_view key) const;
    // Puts `row` (null: erases) at `key` and gives what was there.
    Row replace(const std::string& key, Row row);
    // Keys found under an index's value, in order.
    const std::set<std::string>& keys_under(std::string_view index, std::string_view value) const;
    const std::map<std::string, Row, std::less<>>& rows() const { return rows_; }

  private:
    void reindex(const std::string& key, const Row& row, bool add);

    const RecordKind* kind_;
    const std::vector<Derived*>* derived_;
    std::map<std::string, Row, std::less<>> rows_;
    std::unordered_map<std::string_view, const Row*> by_key_;            // the same: found at once
    std::map<std::string, std::set<std::string>, std::less<>> indexes_;  // "index\0value" → keys
};

class World {
  public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    // Every record type must be registered before load.
    template <class T>
    void add_table() {
        add_table(kind_of<T>());
    }
    void add_table(const RecordKind& kind);
    // Derives a T from all tables. Call before load.
    template <class T>
    void add_derived() {
        auto made = std::make_unique<T>();
        derived_.push_back(made.get());
        derived_by_type_[typeid(T)] = std::move(made);
    }

    // Fills the tables. Errors: the store's; kMalformed for a document that is not a record's,
    // naming its key; kSchemaTooNew for one of a later version; a key that no table owns is
    // kMalformed.
    Status load(store::Store& store);

    Table& table(const RecordKind& kind);
    template <class T>
    T& derived() {
        return static_cast<T&>(*derived_by_type_.at(typeid(T)));
    }

    // The tables in the order they were added.
    const std::vector<Table*>& tables() const { return order_; }

  private:
    std::map<const RecordKind*, std::unique_ptr<Table>> tables_;
    std::vector<Table*> order_;
    std::vector<Derived*> derived_;
    std::map<std::type_index, std::unique_ptr<Derived>> derived_by_type_;
};

// What a committed transaction leaves to do.
struct Committed {
    std::vector<Change> changes;                 // each record once, in key order
    std::vector<std::function<void()>> effects;  // once the changes are durable, in order
};

// Reads see the transaction's own writes. Without commit() everything is undone. Pointers to
// records stay valid until the transaction ends.
class Tx {
  public:
    Tx(World& world, Random& random) : world_(world), random_(random) {}
    ~Tx();
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;

    template <class T>
    const T* find(std::string_view key) const {
        return static_cast<const T*>(table<T>().find(key).get());
    }
    // The same, for those who keep it.
    template <class T>
    std::shared_ptr<const T> row(std::string_view key) const {
        return std::static_pointer_cast<const T>(table<T>().find(key));
    }
    // The record's key comes from its RecordTraits. Putting an equal record is no change.
    template <class T>
    void put(T record) {
        std::string key = RecordTraits<T>::key(record);  // before the record moves away
        write(kind_of<T>(), std::move(key), std::make_shared<const T>(std::move(record)));
    }
    template <class T>
    void erase(std::string_view key) {
        write(kind_of<T>(), std::string(key), nullptr);
    }

    // In key order; `prefix` restricts to keys that start with it.
    template <class T>
    std::vector<const T*> all(std::string_view prefix = {}) const {
        std::vector<const T*> found;
        const auto& rows = table<T>().rows();
        for (auto at = rows.lower_bound(prefix); at != rows.end() && at->first.starts_with(prefix);
             ++at)
            found.push_back(static_cast<const T*>(at->second.get()));
        return found;
    }
    template <class T>
    std::vector<const T*> by(std::string_view index, std::string_view value) const {
        std::vector<const T*> found;
        for (const auto& key : table<T>().keys_under(index, value)) found.push_back(find<T>(key));
        return found;
    }
    // Null if there is none.
    template <class T>
    const T* first_by(std::string_view index, std::string_view value) const {
        const auto& keys = table<T>().keys_under(index, value);
        return keys.empty() ? nullptr : find<T>(*keys.begin());
    }
    template <class T>
    int count_by(std::string_view index, std::string_view value) const {
        return static_cast<int>(table<T>().keys_under(index, value).size());
    }

    // What was added as derived; it knows this transaction's own writes.
    template <class T>
    T& derived() const {
        return world_.derived<T>();
    }

    Random& random() { return random_; }
    // Runs once this transaction is durable; not at all if it is undone.
    void after_commit(std::function<void()> effect) { effects_.push_back(std::move(effect)); }

    Committed commit();

  private:
    template <class T>
    Table& table() const {
        return world_.table(kind_of<T>());
    }
    void write(const RecordKind& kind, std::string key, Row row);

    World& world_;
    Random& random_;
    std::map<std::pair<const RecordKind*, std::string>, Row>
        before_;             // what stood there at the start
    std::vector<Row> kept_;  // rows replaced on the way: pointers to them stay valid
    std::vector<std::function<void()>> effects_;
};

}  // namespace ikada::world
