// Sends ECS's own events to the rules that ask for them. What was sent of a source stands in its
// SourceMark, so nothing is told twice or forgotten over a restart. Without a rule that has an
// event pattern there are no marks and nothing is done; what happened before the first such rule is
// no event for it.

#include "events/ecs_events_controller.hpp"
#include "ecs/api.hpp"
#include "events/keys.hpp"
#include "events/sending.hpp"

namespace ikada::events {
namespace {

constexpr auto kAllSources = "*";  // before any ARN

// A subject is a source, by its ARN, or all of them.
class EcsEventsController final : public world::Controller {
  public:
    explicit EcsEventsController(const aws::Installation& at) : at_(at) {}
    std::string_view name() const override { return "events-of-ecs"; }

    void wakes(const world::Change& change, std::vector<std::string>& keys) const override {
        if (change.is<Rule>() && has_pattern(change.before) != has_pattern(change.after))
            keys.emplace_back(kAllSources);
        if (auto arn = ecs::event_source(change)) keys.push_back(*std::move(arn));
    }

    std::optional<TimePoint> run(world::Tx& tx, const std::string& key, TimePoint now) override {
        if (key == kAllSources)
            begin_or_end(tx);
        else if (is_listened_to(tx))
            tell(tx, key, now);
        return std::nullopt;
    }

  private:
    static bool has_pattern(const std::shared_ptr<const void>& rule) {
        return rule && static_cast<const Rule*>(rule.get())->event_pattern;
    }

    static bool is_listened_to(const world::Tx& tx) {
        return tx.count_by<Rule>(keys::kByPattern, keys::kHasPattern) > 0;
    }

    static void begin_or_end(world::Tx& tx) {
        const bool begins = is_listened_to(tx);
        if (!begins)
            for (const auto* mark : tx.all<SourceMark>()) tx.erase<SourceMark>(mark->arn);
        if (begins && tx.all<SourceMark>().empty())
            for (const auto& arn : ecs::event_sources(tx))
                tx.put(SourceMark{arn, *ecs::event_mark(tx, arn)});
    }

    void tell(world::Tx& tx, const std::string& arn, TimePoint now) const {
        const auto* told = tx.find<SourceMark>(arn);
        const auto mark = ecs::event_mark(tx, arn);
        const auto before = told ? std::optional(told->mark) : std::nullopt;
        for (auto& change : ecs::events_since(tx, arn, before))
            send(tx, at_,
                 {.id = tx.random().uuid(),
                  .source = "aws.ecs",
                  .detail_type = std::move(change.detail_type),
                  .time = now,
                  .resources = {arn},
                  .detail = std::move(change.detail)},
                 now);
        if (mark)
            tx.put(SourceMark{arn, *mark});
        else
            tx.erase<SourceMark>(arn);
    }

    const aws::Installation& at_;
};

}  // namespace

std::unique_ptr<world::Controller> make_ecs_events_controller(const aws::Installation& at) {
    return std::make_unique<EcsEventsController>(at);
}

}  // namespace ikada::events
