// The driver's part in the message queue: what of it goes to the present connection, and when.
#include "client/driver.hpp"

#include <string>
#include <utility>

namespace vafast::client_detail {

// From any thread

void driver::flush_message_queue() {
    {
        const std::lock_guard lock(mutex_);
        if (!queue_) return;
        queue_->flush();
        write_queued(now());
        if (pending_.empty() || awake_.exchange(true, std::memory_order_relaxed)) return;
    }
    post([](driver&) {});
}

message_queue_status driver::queue_status() const {
    const std::lock_guard lock(mutex_);
    if (!queue_) return {};
    return {.size = queue_->size(),
            .bytes = queue_->bytes(),
            .is_full = queue_->is_full(),
            .oldest = queue_->oldest(now())};
}

std::deque<queued_message> driver::take_waiting() {
    const std::lock_guard lock(mutex_);
    if (!queue_ || writer_) return {};
    return queue_->take_waiting();
}

void driver::put_back(std::deque<queued_message> messages) {
    {
        const std::lock_guard lock(mutex_);
        queue_->put_back(std::move(messages));
        write_queued(now());
        if (pending_.empty() || awake_.exchange(true, std::memory_order_relaxed)) return;
    }
    post([](driver&) {});
}

// Under the mutex

// Where the queue is on, every message goes through it: so it is kept until the system has it, and none overtakes
// another.
send_status driver::queue(websocket::opcode op, base::bytes payload, detail::departure when, std::uint64_t tag) {
    const time_point present = now();
    switch (queue_->push(op, payload, present, tag)) {
        case message_queue::admission::taken: break;
        case message_queue::admission::full: backlog_ = true; return send_status::queue_full;
        case message_queue::admission::too_big: return send_status::too_big;
    }
    if (when == detail::departure::now) queue_->flush();
    write_queued(present);
    return when == detail::departure::now && queue_->size() == 0 ? send_status::sent : send_status::queued;
}

void driver::write_queued(time_point present) {
    if (!queue_ || !empties_queue_ || !writer_) return;
    while (const queued_message* next = queue_->next(present)) {
        if (!has_room(next->payload.size())) return;  // the strand goes on once there is
        write_message(next->op, base::as_bytes(next->payload));
        queue_->handed_over(given_ + pending_.size());
    }
}

// Whether the strand has to be woken for what just happened to the queue.
bool driver::queue_wants_strand() const noexcept {
    if (!pending_.empty()) return true;
    if (queue_->dropped() != drops_told_ && state() != ready_state::closed) return true;
    return empties_queue_ && queue_->size() == 1;  // somebody has to look at the clock
}

// The strand's: forgets what the system has, and gives the connection what it takes. How many messages were dropped
// that nobody was told of yet.
std::uint64_t driver::settle_queue() {
    if (!queue_) return 0;
    empties_queue_ = writer_.has_value() && !hub_.awaits_greeting();
    queue_->written(written_);
    write_queued(now());
    queue_deadline_ = empties_queue_ ? queue_->deadline() : never;
    if (state() == ready_state::closed) return 0;  // after the last `close` nothing is told
    return queue_->dropped() - std::exchange(drops_told_, queue_->dropped());
}

// The strand; not under the mutex.
void driver::tell_dropped(std::uint64_t count) {
    const message_queue_options& limits = options_->message_queue;
    emitter_->emit(event_id::error,
                   error(error_kind::refused, "The message queue was full: " + std::to_string(count) +
                                                  " of its messages " + (count == 1 ? "was" : "were") +
                                                  " dropped for newer ones. The options message_queue.max_size (" +
                                                  std::to_string(limits.max_size) + ") and message_queue.max_bytes (" +
                                                  std::to_string(limits.max_bytes) + ") say how much it holds.")
                       .with_code("queue_full"));
}

}  // namespace vafast::client_detail
