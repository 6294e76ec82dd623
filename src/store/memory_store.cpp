#include <map>

#include "store/store.hpp"

namespace ikada::store {
namespace {

class MemoryStore final : public Store {
  public:
    Status commit(std::span<const Write> batch) override {
        for (const auto& [key, value] : batch) {
            if (value)
                records_.insert_or_assign(key, *value);
            else
                records_.erase(key);
        }
        return ok();
    }

    Status for_each(const std::function<void(std::string_view, std::string_view)>& visit) override {
        for (const auto& [key, value] : records_) visit(key, value);
        return ok();
    }

  private:
    std::map<std::string, std::string> records_;
};

}  // namespace

std::unique_ptr<Store> open_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace ikada::store
