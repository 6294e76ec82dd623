#pragma once
// What all workers of HAProxy counted, one after the other and at once. Pure.

#include <map>

#include "haproxy/statistics.hpp"
#include "ports/balancer.hpp"

namespace ikada::haproxy {

class Tally {
  public:
    // Adds what the worker (a pid) counted since it was added before. Of the very first worker,
    // which may have run long before us, only what it counts from then on. What is of the moment
    // stays as the last worker added has it.
    void add(int worker, const Statistics& now);

    // In the table's words: only what the table has.
    ports::BalancerCounters told(const ports::RoutingTable& table) const;

  private:
    std::map<int, Statistics> last_;
    Statistics total_;
};

}  // namespace ikada::haproxy
