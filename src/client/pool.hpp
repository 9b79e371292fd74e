// Spreads messages over the drivers of a pool, and brings what waits for those that are not connected to those that
// are. Any thread.
#pragma once

#include "client/driver.hpp"
#include "client/policy/placement.hpp"

#include <vafast/pool.hpp>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::client_detail {

class pool : public std::enable_shared_from_this<pool> {
 public:
    // Throws error(invalid_argument) for URLs and options that cannot be used.
    pool(const std::vector<std::string>& urls, pool_options options, detail::message_decoder decode,
         std::shared_ptr<runtime_state> runtime);

    // Watches the drivers; once, before anything else.
    void start();

    future<> connect();
    future<> close(std::uint16_t code, std::string_view reason);
    future<> force_close();
    void abandon() noexcept;

    // `key` is null for any connection. `send` gives the message to the driver, with a tag.
    using sender = std::function<send_status(driver& to, std::uint64_t tag)>;
    send_status send(const std::string_view* key, const sender& send);

    subscription add_handler(event_id id, detail::handler handler, bool once);
    void remove_handlers(event_id id) { handlers_->remove_all(id); }

    std::size_t count_open() const noexcept;
    const std::vector<std::shared_ptr<driver>>& drivers() const noexcept { return drivers_; }

 private:
    class gathering;

    bool is_open(std::size_t index) const noexcept { return drivers_[index]->state() == ready_state::open; }
    template <class Usable>
    std::optional<std::size_t> choose(std::uint64_t tag, Usable usable);
    send_status place(std::uint64_t tag, const sender& send);
    void connect_group(std::size_t first, unsigned attempt, const std::shared_ptr<gathering>& all);
    future<> end_all(const std::function<future<>(driver&)>& end);

    void rescue_soon();
    void rescue();
    bool rescue_from(driver& lost);

    void forward(event_id id);
    void tell(event_id id, std::size_t from, const void* const* values);
    void tell_thrown(event_id id, std::size_t from, const std::string& what);

    const pool_options options_;
    const std::shared_ptr<runtime_state> runtime_;
    std::vector<pool_connection> connections_;
    std::vector<std::shared_ptr<driver>> drivers_;
    placement placement_;
    const std::shared_ptr<emitter> handlers_;

    std::atomic<unsigned> ends_{0};  // how often all were told to end
    std::atomic<bool> rescue_is_due_{false};
    std::mutex rescuing_;
    std::mutex forwarding_;
    std::array<bool, event_count> forwarded_{};
};

}  // namespace vafast::client_detail
