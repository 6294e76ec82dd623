#pragma once
// Threads for calls that take their time, each with a client of its own.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace ikada::agent {

// The queue is bounded by its users: a container or task has at most one job in it.
template <class Tool>
class Workers {
  public:
    using Job = std::function<void(Tool&)>;

    Workers(int threads, std::function<Tool()> make_tool) {
        for (int i = 0; i < threads; ++i)
            threads_.emplace_back([this, make_tool] { run(make_tool()); });
    }
    // Waits for the jobs under way; drops the others.
    ~Workers() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        for (auto& thread : threads_) thread.join();
    }

    void post(Job job) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(job));
        }
        changed_.notify_one();
    }

  private:
    void run(Tool tool) {
        while (auto job = next()) job(tool);
    }
    Job next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (stopping_) return {};
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        return job;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace ikada::agent
