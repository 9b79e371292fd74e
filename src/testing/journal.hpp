// What a server for tests received, and who waits for more of it. Any thread.
#pragma once

#include <vafast/testing/server.hpp>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace vafast::testing {

// Entries of one kind, in their order.
template <class Entry>
class record {
 public:
    void add(Entry entry) { entries_.push_back(std::move(entry)); }
    const std::vector<Entry>& all() const noexcept { return entries_; }
    bool has_next() const noexcept { return read_ < entries_.size(); }
    Entry next() { return entries_[read_++]; }

 private:
    std::vector<Entry> entries_;
    std::size_t read_ = 0;  // how many next() gave
};

class journal {
 public:
    struct state {
        record<received_request> requests;
        record<received_message> messages;
        record<received_close> closes;
        vafast::testing::tls_handshakes tls_handshakes;
        std::size_t open = 0;  // connections
    };

    template <class Change>
    void change(Change change) {
        const std::lock_guard lock(mutex_);
        change(state_);
        changed_.notify_all();  // under the lock: who waits may destroy this once it is released
    }
    template <class Read>
    auto read(Read read) const {
        const std::lock_guard lock(mutex_);
        return read(state_);
    }
    // Whether `holds` came true before the timeout.
    template <class Holds>
    bool wait(std::chrono::milliseconds timeout, Holds holds) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, timeout, [&] { return holds(state_); });
    }
    // The next entry that nobody got yet.
    template <class Entry>
    std::optional<Entry> next(record<Entry> state::* of, std::chrono::milliseconds timeout) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, timeout, [&] { return (state_.*of).has_next(); })) return std::nullopt;
        return (state_.*of).next();
    }

 private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    state state_;
};

}  // namespace vafast::testing
