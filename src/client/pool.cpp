#include "client/pool.hpp"

#include "base/url.hpp"
#include "transport/tls.hpp"

#include <vafast/error.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

namespace vafast::client_detail {
namespace {

constexpr std::size_t most_connections = 100'000;
constexpr std::size_t most_arguments = 6;  // of an event

pool_options checked(const std::vector<std::string>& urls, pool_options options) {
    const auto refuse = [](const char* sentence) { throw error(error_kind::invalid_argument, sentence); };
    if (urls.empty()) refuse("A pool needs at least one URL.");
    if (options.connections == 0 || options.connections > most_connections / urls.size())
        refuse("The option connections of a pool has to be at least 1, and 100,000 for all URLs together at most.");
    if (options.client.encryption.enabled)
        refuse("A pool has no encrypt() and decrypt(): use a vafast::key_ring in place of the option encryption.");
    options.client.message_queue.enabled = true;
    return options;
}

// "ws://a/#0", "ws://a/#1", …: what spreads keys over them.
std::vector<std::string> names_of(const std::vector<std::string>& urls, std::size_t connections) {
    std::vector<std::string> names;
    for (const std::string& each : urls)
        for (std::size_t i = 0; i < connections; ++i) names.push_back(each + '#' + std::to_string(i));
    return names;
}

// One context for all, so that they share their TLS sessions; null where none may need it.
transport::tls_context make_shared_tls(const std::vector<std::string>& urls, const client_options& options) {
    const bool needs_tls = options.max_redirects > 0 || std::any_of(urls.begin(), urls.end(), [](const auto& each) {
                               return base::parse_url(each, "ws wss").scheme == "wss";
                           });
    return needs_tls ? transport::make_resuming_tls_context(options.tls) : nullptr;
}

}  // namespace

// Waits for the end of several operations.
class pool::gathering {
 public:
    enum class success : std::uint8_t { of_one, in_any_case };

    gathering(std::size_t count, success what, const void* completes_on)
        : what_(what), left_(count), done_(completes_on) {}

    future<> get_future() const { return done_.get_future(); }

    void arrived(const std::optional<error>& failure) {
        {
            const std::lock_guard lock(mutex_);
            if (!failure) succeeded_ = true;
            if (failure && !first_failure_) first_failure_ = failure;
            if (--left_ != 0) return;
        }
        what_ == success::in_any_case || succeeded_ ? done_.succeed() : done_.fail(*first_failure_);
    }
    // When `operation` ends, and `then` after it.
    static void wait(const std::shared_ptr<gathering>& all, const future<>& operation,
                     const std::function<void()>& then = nullptr) {
        const auto arrive = [all, then](const std::optional<error>& failure) {
            if (then) then();
            all->arrived(failure);
        };
        operation.then([arrive] { arrive(std::nullopt); }, [arrive](const error& failure) { arrive(failure); });
    }

 private:
    const success what_;
    std::mutex mutex_;
    std::size_t left_;
    bool succeeded_ = false;
    std::optional<error> first_failure_;
    promise<> done_;
};

pool::pool(const std::vector<std::string>& urls, pool_options options, detail::message_decoder decode,
           std::shared_ptr<runtime_state> runtime)
    : options_(checked(urls, std::move(options))),
      runtime_(std::move(runtime)),
      placement_(names_of(urls, options_.connections)),
      handlers_(std::make_shared<emitter>()) {
    const transport::tls_context tls = make_shared_tls(urls, options_.client);
    for (const std::string& each : urls) {
        for (std::size_t i = 0; i < options_.connections; ++i) {
            client_options client = options_.client;
            if (!client.debug.trace.empty()) client.debug.trace += '.' + std::to_string(drivers_.size() + 1);
            drivers_.push_back(std::make_shared<driver>(each, std::move(client), decode, runtime_, tls));
            connections_.push_back({.index = connections_.size(), .url = drivers_.back()->info().url});
        }
    }
}

void pool::start() {
    for (const auto& each : drivers_)
        for (const event_id id : {event_id::open, event_id::close, event_id::drain})
            each->events().add(
                id,
                [weak = weak_from_this()](const void* const*) {
                    if (const auto self = weak.lock()) self->rescue_soon();
                },
                false);
}

// Commands

future<> pool::connect() {
    const auto all = std::make_shared<gathering>(drivers_.size(), gathering::success::of_one, runtime_.get());
    const unsigned attempt = ends_.load();
    for (std::size_t first = 0; first < drivers_.size(); first += options_.connections)
        connect_group(first, attempt, all);
    return all->get_future();
}

// The connections to one URL. Over TLS the first goes ahead: the others can take up its session.
void pool::connect_group(std::size_t first, unsigned attempt, const std::shared_ptr<gathering>& all) {
    const auto connect_others = [self = shared_from_this(), first, attempt, all] {
        const bool ended = self->ends_.load() != attempt;
        for (std::size_t i = first + 1; i < first + self->options_.connections; ++i) {
            if (ended)
                all->arrived(error(error_kind::cancelled, "The pool was closed before the connection was made."));
            else
                gathering::wait(all, self->drivers_[i]->connect());
        }
    };
    if (connections_[first].url.starts_with("wss:"))
        return gathering::wait(all, drivers_[first]->connect(), connect_others);
    gathering::wait(all, drivers_[first]->connect());
    connect_others();
}

future<> pool::close(std::uint16_t code, std::string_view reason) {
    rescue();
    return end_all([code, reason](driver& each) { return each.close(code, reason); });
}

future<> pool::force_close() {
    return end_all([](driver& each) { return each.force_close(); });
}

future<> pool::end_all(const std::function<future<>(driver&)>& end) {
    ends_.fetch_add(1);
    const auto all = std::make_shared<gathering>(drivers_.size(), gathering::success::in_any_case, runtime_.get());
    for (const auto& each : drivers_) gathering::wait(all, end(*each));
    return all->get_future();
}

void pool::abandon() noexcept {
    ends_.fetch_add(1);
    handlers_->silence();
    for (const auto& each : drivers_) each->abandon();
}

// Messages

template <class Usable>
std::optional<std::size_t> pool::choose(std::uint64_t tag, Usable usable) {
    if (tag != 0) return placement_.by_key(tag, usable);
    if (options_.spread == spread::round_robin) return placement_.in_turn(usable);
    return placement_.least_loaded(usable, [this](std::size_t i) { return drivers_[i]->buffered_bytes(); });
}

send_status pool::send(const std::string_view* key, const sender& send) {
    const std::uint64_t tag = key == nullptr ? 0 : hash_key(*key);
    const send_status became = place(tag, send);
    if (became != send_status::not_connected) return became;
    // Nobody is connected: it waits where it would belong, and goes to whoever is there first.
    const auto anywhere = choose(tag, [](std::size_t) { return true; });
    const send_status waits = send(*drivers_[*anywhere], tag);
    rescue_soon();
    return waits;
}

// On an open connection: `sent`, `queued`, or why not.
send_status pool::place(std::uint64_t tag, const sender& send) {
    bool was_full = false;
    std::vector<bool> tried;
    const auto usable = [&](std::size_t i) { return is_open(i) && (tried.empty() || !tried[i]); };
    while (const auto chosen = choose(tag, usable)) {
        const send_status became = send(*drivers_[*chosen], tag);
        switch (became) {
            case send_status::queued: rescue_soon(); return became;  // it may have been lost just now
            case send_status::queue_full: was_full = true; break;
            case send_status::not_connected: break;
            default: return became;
        }
        if (tag != 0 && was_full) break;  // a key keeps its connection
        tried.resize(drivers_.size());
        tried[*chosen] = true;
    }
    return was_full ? send_status::queue_full : send_status::not_connected;
}

std::size_t pool::count_open() const noexcept {
    return static_cast<std::size_t>(std::count_if(drivers_.begin(), drivers_.end(),
                                                  [](const auto& each) { return each->state() == ready_state::open; }));
}

// In a turn of its own: those who come here may be in the middle of something.
void pool::rescue_soon() {
    if (rescue_is_due_.exchange(true)) return;
    boost::asio::post(runtime_->context(), [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        self->rescue_is_due_.store(false);
        self->rescue();
    });
}

// What waits for connections that are not there goes to those that are.
void pool::rescue() {
    const std::lock_guard lock(rescuing_);
    if (count_open() == 0) return;
    for (const auto& each : drivers_)
        if (each->state() != ready_state::open && !rescue_from(*each)) return;
}

// False where nobody takes more.
bool pool::rescue_from(driver& lost) {
    std::deque<queued_message> waiting = lost.take_waiting();
    while (!waiting.empty()) {
        const queued_message& next = waiting.front();
        const send_status became = place(next.tag, [&](driver& to, std::uint64_t tag) {
            return to.send(next.op, base::as_bytes(next.payload), detail::departure::now, tag);
        });
        if (became != send_status::sent && became != send_status::queued) {
            lost.put_back(std::move(waiting));
            return false;
        }
        waiting.pop_front();
    }
    return true;
}

// Handlers

subscription pool::add_handler(event_id id, detail::handler handler, bool once) {
    forward(id);
    auto guarded = [weak = weak_from_this(), id, call = std::move(handler)](const void* const* values) {
        const auto told = [&](const std::string& what) {
            if (const auto self = weak.lock())
                self->tell_thrown(id, static_cast<const pool_connection*>(values[0])->index, what);
        };
        try {
            call(values);
        } catch (const std::exception& thrown) {
            told(thrown.what());
        } catch (...) {
            told("something that is no std::exception");
        }
    };
    return handlers_->add(id, std::move(guarded), once);
}

// Events without a handler stay where they are, and cost nothing.
void pool::forward(event_id id) {
    const std::lock_guard lock(forwarding_);
    if (std::exchange(forwarded_[static_cast<std::size_t>(id)], true)) return;
    for (std::size_t i = 0; i < drivers_.size(); ++i) {
        const auto tell_of_it = [weak = weak_from_this(), id, i](const void* const* values) {
            if (const auto self = weak.lock()) self->tell(id, i, values);
        };
        drivers_[i]->events().add(id, tell_of_it, false);
        drivers_[i]->handler_added(id);
    }
}

void pool::tell(event_id id, std::size_t from, const void* const* values) {
    std::array<const void*, most_arguments + 2> with_connection{&connections_[from]};
    for (std::size_t i = 0; i < most_arguments && values[i] != nullptr; ++i) with_connection[i + 1] = values[i];
    const emitter::turn here(*handlers_);  // handlers may remove others, and themselves
    handlers_->emit_values(id, with_connection.data());
}

void pool::tell_thrown(event_id id, std::size_t from, const std::string& what) {
    if (id == event_id::error) return;  // as with a client
    drivers_[from]->events().emit(event_id::error, error(error_kind::handler, "A handler threw: " + what));
}

}  // namespace vafast::client_detail
