// What one thread of the hub owns: its connections, the memory that they read into and write through, and one timer
// for all their deadlines. One thread (the io_context's).
#pragma once

#include "base/tally.hpp"
#include "hub/common_frames.hpp"
#include "hub/policy/deadlines.hpp"
#include "hub/policy/router.hpp"
#include "hub/server_options.hpp"
#include "hub/session.hpp"
#include "transport/tls.hpp"
#include "websocket/frame_writer.hpp"

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace vafast::hub_detail {

// What the threads of a server count together.
struct census {
    std::atomic<std::size_t> sockets{0};
    std::atomic<std::size_t> connections{0};  // WebSockets among them
};

// What a thread's connections carried. Added to by that thread, read by any.
struct traffic {
    base::tally messages_sent;
    base::tally bytes_sent;
    base::tally bytes_received;
};

class worker : public std::enable_shared_from_this<worker> {
 public:
    // `options`, `routes` and `all` outlive this; `tls` is null for plain TCP. `index` is the thread's.
    worker(boost::asio::io_context& context, std::size_t index, const server_options& options, const router& routes,
           transport::tls_context tls, census& all);

    // Takes a connection that was accepted, and counted among the sockets.
    void adopt(transport::stream::socket_type socket);

    // Starts the closing of all connections with 1001 and accepts no new ones; `done` is called when the last is gone.
    void stop(std::function<void()> done);
    // Ends all connections now.
    void drop() noexcept;

    // For its sessions.
    std::size_t index() const noexcept { return index_; }
    std::size_t connections() const noexcept { return all_.connections.load(std::memory_order_relaxed); }
    const server_options& options() const noexcept { return options_; }
    const router& routes() const noexcept { return routes_; }
    const transport::tls_context& tls() const noexcept { return tls_; }
    base::mutable_bytes input() noexcept { return {input_.get(), input_size}; }
    // Frames of the session that has its turn now; empty between turns.
    base::byte_buffer& batch() noexcept { return batch_; }
    // For a frame of any other session; empty between calls.
    base::byte_buffer& single() noexcept { return single_; }
    // Frames of all of them; the runs are of use until their sessions had their turn.
    common_frames& common() noexcept { return common_; }
    // Writes frames where nothing is compressed.
    websocket::frame_writer& plain_writer() noexcept { return plain_writer_; }
    void schedule(session& owner, session::clock::time_point at);
    void unschedule(session& owner) noexcept { deadlines_.forget(owner, owner.deadline); }
    traffic& carried() noexcept { return carried_; }
    void opened() noexcept { all_.connections.fetch_add(1, std::memory_order_relaxed); }
    void closed() noexcept { all_.connections.fetch_sub(1, std::memory_order_relaxed); }
    void give_turn(session& to);  // soon, not now
    void retire(session& ended);  // destroys it soon, not now

 private:
    static constexpr std::size_t input_size = std::size_t{64} << 10;

    void soon();
    void catch_up();
    void arm();
    void expire();

    boost::asio::io_context& context_;
    const std::size_t index_;
    const server_options& options_;
    const router& routes_;
    transport::tls_context tls_;
    census& all_;

    traffic carried_;
    std::unique_ptr<std::byte[]> input_;
    base::byte_buffer batch_;
    base::byte_buffer single_;
    common_frames common_;
    websocket::frame_writer plain_writer_;

    deadlines<session> deadlines_;
    boost::asio::steady_timer timer_;
    std::optional<session::clock::time_point> armed_;

    std::list<session> sessions_;
    std::vector<session*> waiting_;      // for a turn
    std::vector<session*> having_turn_;  // one after the other; empty between calls
    std::vector<session*> retired_;
    bool soon_ = false;
    bool stopping_ = false;
    std::function<void()> stopped_;
};

}  // namespace vafast::hub_detail
