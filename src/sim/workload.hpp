#pragma once
// What people do with a cluster, at random: services, deployments, tasks, instances.

#include <set>
#include <string>
#include <vector>

#include "ecs/types.hpp"
#include "sim/cron_workload.hpp"
#include "sim/user_call.hpp"

namespace ikada::sim {

class Workload {
  public:
    Workload(Stage stage, Random random)
        : stage_(stage),
          platform_(stage.platform),
          timeline_(stage.timeline),
          journal_(stage.journal),
          ledger_(stage.ledger),
          random_(random),
          cron_(stage, Random{static_cast<std::uint64_t>(random_.below(1LL << 40))}) {}

    // The cluster, its load balancer and its task definitions.
    void prepare();
    // One thing.
    void act();
    // Every container instance takes tasks again.
    void activate_all();

  private:
    // What a service's task definitions are like; they differ in their image.
    struct Kind {
        const char* name;
        int host_port;  // -1: no port; 0: any
        bool health_check;
        bool balanced;
    };
    static const std::vector<Kind>& kinds();

    void define(const Kind& kind, const char* image);
    std::string some_definition(const Kind& kind);
    void put_balancer();
    void create_service();
    void scale_service();
    void deploy();
    void delete_service();
    void run_tasks();
    void stop_task();
    void protect_task();
    void drain_instance();
    void deregister_instance();
    void resize();
    void schedule() { cron_.act(); }
    void set_state(const std::string& instance, bool active);
    const ecs::Service* some_service(const world::Tx& tx);
    const ecs::ContainerInstance* some_instance(const world::Tx& tx);
    template <class T>
    const T& one_of(const std::vector<T>& from) {
        return from[static_cast<std::size_t>(random_.below(std::ssize(from)))];
    }
    template <class Out, class In>
    Result<Out> call(std::string_view operation, const In& request) {
        return user_call<Out>(stage_, operation, request);
    }
    void note_wish(const std::string& service, const Status& answer, int desired_count);

    const Stage stage_;
    Platform& platform_;
    Timeline& timeline_;
    Journal& journal_;
    Ledger& ledger_;
    Random random_;
    CronWorkload cron_;
    int services_made_ = 0;
};

}  // namespace ikada::sim
