#include "hub/running_hub.hpp"

#include "base/random.hpp"
#include "hub/hub_server_options.hpp"
#include "hub/policy/conversation.hpp"
#include "hub/policy/drain_plan.hpp"
#include "hub/policy/metrics.hpp"
#include "hub/policy/origin.hpp"

#include <vafast/error.hpp>

#include <algorithm>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace vafast::hub_detail {
namespace {

constexpr std::chrono::milliseconds tending_interval{100};

handshake_request describe(const websocket::http_request& request, const std::string& remote_address) {
    const std::size_t question = request.target.find('?');
    handshake_request result{
        .path = request.target.substr(0, question), .headers = request.headers, .remote_address = remote_address};
    if (question != std::string::npos) result.query = request.target.substr(question + 1);
    return result;
}

http_answer unauthorized(const std::string& reason) { return {401, reason + "\n", {{"WWW-Authenticate", "Bearer"}}}; }

// Completes what it was made for; where it is dropped before, with `cancelled`.
class promise {
 public:
    explicit promise(const void* completes_on) : state_(std::make_shared<detail::future_value<void>>(completes_on)) {}
    promise(promise&&) noexcept = default;
    ~promise() {
        if (state_) complete(error(error_kind::cancelled, "The hub has gone before it was done."));
    }

    future<> result() const { return future<>(state_); }
    void complete(std::optional<error> failure = std::nullopt) { state_->complete(std::move(failure)); }

 private:
    std::shared_ptr<detail::future_value<void>> state_;
};

}  // namespace

running_hub::running_hub(hub_server_options options)
    : options_(checked(std::move(options))),
      gate_(admission_of(options_)),
      engine_(session_id::draw(base::secure_random()).text().substr(0, 8), memory_of(options_)),
      tending_(context_) {
    rules_.limits = conversation_of(options_);
    rules_.owner = this;
    server_ = std::make_unique<server>(context_, server_of(options_));
    for (std::size_t i = 0; i < server_->threads(); ++i)
        threads_.push_back(std::make_unique<hub_thread>(rules_, gate_, counters_, engine_, *server_, i));
    for (const std::string& path : options_.paths) server_->route(path, *this);
    if (!options_.metrics_path.empty())
        server_->route(options_.metrics_path, [this] {
            return http_answer{.body = to_metrics(stats()), .content_type = metrics_content_type};
        });
}

running_hub::~running_hub() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
    server_->end();  // its threads use server_ as long as they run
    // What was cancelled by that ends here, while the threads' contexts live: an accept holds a socket of one of them.
    context_.restart();
    context_.poll();
}

rules& running_hub::change_rules() {
    if (thread_.joinable())
        throw error(error_kind::invalid_argument, "Handlers of a hub are set before start(), not afterwards.");
    return rules_;
}

void running_hub::start() {
    if (thread_.joinable()) throw error(error_kind::invalid_argument, "The hub was started before.");
    server_->listen();
    tend_later();
    thread_ = std::thread([this] {
        const auto kept = boost::asio::make_work_guard(context_);
        context_.run();
    });
}

future<> running_hub::stop() {
    const std::lock_guard lock(mutex_);
    if (stopped_) return *stopped_;
    const auto done = std::make_shared<promise>(this);
    stopped_ = done->result();
    if (!thread_.joinable()) {
        done->complete();
        return *stopped_;
    }
    server_->post(0, [this, done] {
        window_ = reconnect_window(server_->connections(), options_.reconnects_per_second);
        threads_.front()->read_inbox();  // what was published before the goodbye comes before it
        for (const auto& each : threads_) each->wake();
        server_->stop([done] { done->complete(); });
    });
    return *stopped_;
}

void running_hub::add_page(std::string path, std::string media_type, std::string content) {
    change_rules();  // not while it runs
    http_answer page{.body = std::move(content), .content_type = std::move(media_type)};
    server_->route(std::move(path), [page = std::move(page)] { return page; });
}

future<> running_hub::publish(std::string room, std::string data) {
    const auto done = std::make_shared<promise>(this);
    future<> result = done->result();
    // Engines answer on the thread that asks, which has to be one that can be answered.
    server_->post(0, [this, done, room = std::move(room), data = std::move(data)] {
        engine_.publish({room, std::nullopt, std::nullopt, data, std::chrono::steady_clock::now()},
                        [done](const auto& at) {
                            if (at) return done->complete();
                            done->complete(error(error_kind::refused, at.error().reason));
                        });
    });
    return result;
}

std::vector<std::string> running_hub::urls() const {
    std::vector<std::string> result = server_->addresses();
    for (std::string& each : result) each += options_.paths.front();
    return result;
}

hub_stats running_hub::stats() const {
    const auto value = [](const counters::counter& of) { return of.load(std::memory_order_relaxed); };
    const engine::usage used = engine_.used();
    const server::totals carried = server_->carried();
    return {.connections = server_->connections(),
            .connections_opened = value(counters_.opened),
            .messages_sent = carried.messages_sent,
            .messages_received = value(counters_.messages),
            .bytes_sent = carried.bytes_sent,
            .bytes_received = carried.bytes_received,
            .publications = used.publications,
            .deliveries = value(counters_.deliveries),
            .refused = value(counters_.refused),
            .slow_consumers = value(counters_.slow),
            .accept_pauses = carried.accept_pauses,
            .rooms = used.rooms,
            .history_bytes = used.history_bytes};
}

void running_hub::tend_later() {
    tending_.expires_after(tending_interval);
    tending_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;
        engine_.tend(std::chrono::steady_clock::now());
        tend_later();
    });
}

// ---- connections

tl::expected<std::shared_ptr<attachment>, http_answer> running_hub::admit(const websocket::http_request& request,
                                                                          std::string_view protocol,
                                                                          const std::string& remote_address) {
    const auto refused = [](http_answer why) { return tl::unexpected(std::move(why)); };
    if (!is_allowed_origin(request.header("Origin"), request.header("Host"), options_.origins))
        return refused({403, "Pages of this origin may not connect.\n"});
    std::string address = remote_address.substr(0, remote_address.rfind(':'));
    if (!gate_.enter_address(address))
        return refused({429, "There are too many connections from this address.\n", {{"Retry-After", "10"}}});
    auto came =
        std::make_shared<arrival>(admitted_address(gate_, std::move(address)), describe(request, remote_address));
    if (protocol == protocol::subprotocol) return came;  // says who it is in `hello`

    authentication decided = rules_.identify(came->request, bearer_token(came->request),
                                             session_id::draw(base::secure_random()).guest_name());
    if (const refusal* why = std::get_if<refusal>(&decided)) return refused(unauthorized(why->reason));
    came->who = std::get<identity>(std::move(decided));
    if (came->who->expires && *came->who->expires <= std::chrono::system_clock::now())
        return refused(unauthorized("The token has expired."));
    return came;
}

void running_hub::on_open(peer& to, const websocket::http_request&) {
    const auto came = std::static_pointer_cast<arrival>(to.shared_attachment());
    house& in = threads_[to.thread()]->enter();
    const std::uint64_t id = last_id_.fetch_add(1, std::memory_order_relaxed) + 1;
    const std::string& path = *std::find(options_.paths.begin(), options_.paths.end(), came->request.path);
    std::shared_ptr<guest> added;
    if (came->who)
        added = std::make_shared<guest>(to, in, id, path, std::move(came->place));
    else
        added = std::make_shared<conversation>(to, in, id, path, std::move(came->place));
    to.attach(added);
    added->open(*came);
}

guest& running_hub::guest_of(peer& of) noexcept {
    threads_[of.thread()]->enter();
    return static_cast<guest&>(*of.shared_attachment());
}

void running_hub::on_message(peer& from, websocket::opcode op, base::mutable_bytes payload) {
    guest_of(from).receive(op, payload);
}
void running_hub::on_alarm(peer& of, time_point) { guest_of(of).alarm(); }
void running_hub::on_drained(peer& of) { guest_of(of).drained(); }
void running_hub::on_stop(peer& to) { guest_of(to).say_goodbye(window_); }
void running_hub::on_close(peer& of, std::uint16_t code, std::string_view reason) { guest_of(of).gone(code, reason); }

}  // namespace vafast::hub_detail
