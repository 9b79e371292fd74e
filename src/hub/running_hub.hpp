// The hub itself: its engine, its threads, and what its server's connections do. Any thread, where nothing else is
// said.
#pragma once

#include "hub/application.hpp"
#include "hub/engine/memory.hpp"
#include "hub/hub_thread.hpp"
#include "hub/server.hpp"

#include <vafast/hub.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include <boost/asio/steady_timer.hpp>

namespace vafast::hub_detail {

class running_hub final : public application {
 public:
    // Throws error(invalid_argument) that names the option which is out of its range, or the certificate.
    explicit running_hub(hub_server_options options);
    ~running_hub() override;  // drops everybody

    // Before start(): throws error(invalid_argument) afterwards.
    rules& change_rules();
    void start();
    future<> stop();

    void add_page(std::string path, std::string media_type, std::string content);
    future<> publish(std::string room, std::string data);
    void notify(room_notice what) { engine_.notify(std::move(what)); }
    void control(command word) { engine_.control(std::move(word)); }
    std::vector<std::string> urls() const;
    hub_stats stats() const;

    // Of the server's threads.
    std::string_view protocol() const override { return protocol::subprotocol; }
    tl::expected<std::shared_ptr<attachment>, http_answer> admit(const websocket::http_request& request,
                                                                 std::string_view protocol,
                                                                 const std::string& remote_address) override;
    void on_open(peer& to, const websocket::http_request& request) override;
    void on_message(peer& from, websocket::opcode op, base::mutable_bytes payload) override;
    void on_alarm(peer& of, time_point now) override;
    void on_drained(peer& of) override;
    void on_stop(peer& to) override;
    void on_close(peer& of, std::uint16_t code, std::string_view reason) override;

 private:
    guest& guest_of(peer& of) noexcept;  // with the time of its house set
    void tend_later();

    const hub_server_options options_;
    rules rules_;
    counters counters_;
    admission gate_;
    memory_engine engine_;
    std::vector<std::unique_ptr<hub_thread>> threads_;
    boost::asio::io_context context_{1};
    std::unique_ptr<server> server_;  // after what its connections use
    boost::asio::steady_timer tending_;
    std::thread thread_;
    std::atomic<std::uint64_t> last_id_{0};
    std::array<std::uint64_t, 2> window_{};  // set before the server stops

    std::mutex mutex_;  // guards what follows
    std::optional<future<>> stopped_;
};

}  // namespace vafast::hub_detail
