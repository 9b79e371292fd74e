#include "client/policy/message_queue.hpp"

#include <algorithm>
#include <utility>

namespace vafast::client_detail {

message_queue::admission message_queue::push(websocket::opcode op, base::bytes payload, time_point now,
                                             std::uint64_t tag) {
    if (payload.size() > limits_.max_bytes) return admission::too_big;
    if (!make_room(payload.size())) return admission::full;
    waiting_.push_back({.op = op, .payload = std::string(base::as_text(payload)), .since = now, .tag = tag});
    bytes_ += payload.size();
    // A queue that is full waits for nothing more: what follows should find room.
    if (is_full() || (limits_.flush_size != 0 && waiting_.size() >= limits_.flush_size)) flush();
    return admission::taken;
}

// After a lost connection there may be more than the limits allow.
bool message_queue::make_room(std::size_t size) {
    switch (limits_.on_full) {
        case when_full::reject: break;
        case when_full::drop_oldest:
            while (!has_room(size)) drop_oldest();
            break;
        case when_full::drop_newest:
            while (!has_room(size)) drop_newest();
            break;
    }
    return has_room(size);
}

void message_queue::drop_oldest() {
    bytes_ -= waiting_.front().payload.size();
    waiting_.pop_front();
    if (due_ != 0) --due_;
    ++dropped_;
}

void message_queue::drop_newest() {
    bytes_ -= waiting_.back().payload.size();
    waiting_.pop_back();
    due_ = std::min(due_, waiting_.size());
    ++dropped_;
}

time_point message_queue::deadline() const noexcept {
    return due_ != 0 || waiting_.empty() ? never : waiting_.front().since + limits_.flush_interval;
}

const queued_message* message_queue::next(time_point now) {
    if (now >= deadline()) flush();
    return due_ == 0 ? nullptr : &waiting_.front();
}

void message_queue::handed_over(std::uint64_t end) {
    queued_message& moved = handed_over_.emplace_back(std::move(waiting_.front()));
    moved.end = end;
    waiting_.pop_front();
    --due_;
    bytes_ -= moved.payload.size();
    kept_bytes_ += cost(moved);
}

void message_queue::written(std::uint64_t count) {
    while (!handed_over_.empty() && handed_over_.front().end <= count) {
        kept_bytes_ -= cost(handed_over_.front());
        handed_over_.pop_front();
    }
}

void message_queue::connection_lost() {
    put_back(std::exchange(handed_over_, {}));
    kept_bytes_ = 0;
}

std::deque<queued_message> message_queue::take_waiting() {
    due_ = bytes_ = 0;
    return std::exchange(waiting_, {});
}

void message_queue::put_back(std::deque<queued_message> messages) {
    for (; !messages.empty(); messages.pop_back()) {
        bytes_ += messages.back().payload.size();
        waiting_.push_front(std::move(messages.back()));
        ++due_;
    }
}

milliseconds message_queue::oldest(time_point now) const noexcept {
    if (waiting_.empty()) return milliseconds(0);
    return std::chrono::duration_cast<milliseconds>(now - waiting_.front().since);
}

}  // namespace vafast::client_detail
