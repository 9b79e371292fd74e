#include "hub/worker.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace vafast::hub_detail {

worker::worker(boost::asio::io_context& context, std::size_t index, const server_options& options, const router& routes,
               transport::tls_context tls, census& all)
    : context_(context),
      index_(index),
      options_(options),
      routes_(routes),
      tls_(std::move(tls)),
      all_(all),
      input_(std::make_unique_for_overwrite<std::byte[]>(input_size)),
      plain_writer_(websocket::role::server, base::secure_random()),
      timer_(context) {}

void worker::adopt(transport::stream::socket_type socket) {
    if (stopping_) {
        all_.sockets.fetch_sub(1, std::memory_order_relaxed);
        return;
    }
    session& added = sessions_.emplace_back(*this, transport::stream(std::move(socket)));
    added.place = std::prev(sessions_.end());
    added.start();
}

void worker::stop(std::function<void()> done) {
    stopping_ = true;
    stopped_ = std::move(done);
    for (session& each : sessions_) each.stop();
    soon();
}

void worker::drop() noexcept {
    stopping_ = true;
    for (session& each : sessions_) each.drop();
}

void worker::schedule(session& owner, session::clock::time_point at) {
    deadlines_.set(owner, owner.deadline, at);
    arm();
}

void worker::give_turn(session& to) {
    if (std::exchange(to.has_turn, true)) return;
    waiting_.push_back(&to);
    soon();
}

void worker::retire(session& ended) {
    deadlines_.forget(ended, ended.deadline);
    retired_.push_back(&ended);
    soon();
}

// A session may be anywhere up the stack, so what concerns its existence happens in a call of its own.
void worker::soon() {
    if (std::exchange(soon_, true)) return;
    boost::asio::post(context_, [weak = weak_from_this()] {
        if (auto self = weak.lock()) self->catch_up();
    });
}

void worker::catch_up() {
    soon_ = false;
    having_turn_.swap(waiting_);
    for (session* each : having_turn_) {
        each->has_turn = false;
        each->push();
    }
    having_turn_.clear();
    if (waiting_.empty()) common_.clear();
    for (session* each : std::exchange(retired_, {})) {
        if (each->has_turn) std::erase(waiting_, each);
        sessions_.erase(each->place);
        all_.sockets.fetch_sub(1, std::memory_order_relaxed);
    }
    if (stopping_ && sessions_.empty()) {
        timer_.cancel();
        if (auto done = std::exchange(stopped_, nullptr)) done();
    }
}

void worker::arm() {
    const auto earliest = deadlines_.earliest();
    if (!earliest || (armed_ && *armed_ <= *earliest)) return;  // a timer that comes too early does no harm
    armed_ = earliest;
    timer_.expires_at(*earliest);
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
        auto self = weak.lock();
        if (self && !cancelled) self->expire();
    });
}

void worker::expire() {
    armed_.reset();
    const auto now = session::clock::now();
    while (session* due = deadlines_.due(now)) {
        deadlines_.forget(*due, due->deadline);
        due->expire(now);
    }
    arm();
}

}  // namespace vafast::hub_detail
