#include "nodes/metrics_request.hpp"

#include <algorithm>

#include "schema/json_codec.hpp"

namespace ikada::nodes {

// What we read of a request; its other members are ignored.
struct SampleSet {
    double min = 0, max = 0, sum = 0;
    std::int64_t sample_count = 0;
};
struct ContainerMetrics {
    std::string container_name;
    std::optional<SampleSet> cpu, memory;
};
struct TaskMetrics {
    std::string task_arn;
    std::vector<ContainerMetrics> containers;
};
struct Metadata {
    std::string cluster, container_instance, message_id;
    bool idle = false, fin = false;
};
struct MetricsRequest {
    std::optional<TimePoint> timestamp;
    Metadata metadata;
    std::vector<TaskMetrics> tasks;
};

IKADA_DESCRIBE_NAMED(SampleSet, IKADA_NAMED(SampleSet, min, "min"),
                     IKADA_NAMED(SampleSet, max, "max"), IKADA_NAMED(SampleSet, sum, "sum"),
                     IKADA_NAMED(SampleSet, sample_count, "sampleCount"))
IKADA_DESCRIBE_NAMED(ContainerMetrics,
                     IKADA_NAMED(ContainerMetrics, container_name, "containerName"),
                     IKADA_NAMED(ContainerMetrics, cpu, "cpuStatsSet"),
                     IKADA_NAMED(ContainerMetrics, memory, "memoryStatsSet"))
IKADA_DESCRIBE_NAMED(TaskMetrics, IKADA_NAMED(TaskMetrics, task_arn, "taskArn"),
                     IKADA_NAMED(TaskMetrics, containers, "containerMetrics"))
IKADA_DESCRIBE_NAMED(Metadata, IKADA_NAMED(Metadata, cluster, "cluster"),
                     IKADA_NAMED(Metadata, container_instance, "containerInstance"),
                     IKADA_NAMED(Metadata, message_id, "messageId"),
                     IKADA_NAMED(Metadata, idle, "idle"), IKADA_NAMED(Metadata, fin, "fin"))
IKADA_DESCRIBE_NAMED(MetricsRequest, IKADA_NAMED(MetricsRequest, timestamp, "timestamp"),
                     IKADA_NAMED(MetricsRequest, metadata, "metadata"),
                     IKADA_NAMED(MetricsRequest, tasks, "taskMetrics"))

namespace {

// Nothing for what is no mean of numbers that are not negative.
std::optional<double> mean_of(const std::optional<SampleSet>& set) {
    if (!set || set->sample_count < 1) return std::nullopt;
    const double mean = set->sum / static_cast<double>(set->sample_count);
    return mean >= 0 ? std::optional(mean) : std::nullopt;
}

}  // namespace

Result<std::vector<ports::ContainerUseSeen>> read_metrics(const json::value& message) {
    const auto request = schema::from_json<MetricsRequest>(message);
    if (!request) return request.error();
    std::vector<ports::ContainerUseSeen> uses;
    for (const auto& task : request->tasks)
        for (const auto& container : task.containers) {
            const auto cpu = mean_of(container.cpu), memory = mean_of(container.memory);
            if (!cpu || !memory) continue;
            uses.push_back({task.task_arn, container.container_name, request->timestamp,
                            std::min(*cpu, kCpuPercentMax), std::min(*memory, kMemoryMibMax)});
        }
    return uses;
}

}  // namespace ikada::nodes
