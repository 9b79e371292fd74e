#include "cli/bench/benchmarks.hpp"
#include "cli/descriptors.hpp"

#include <vafast/client.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace vafast::cli {
namespace {

using steady = std::chrono::steady_clock;

constexpr std::size_t number_size = 16;  // digits with which a publication begins

// The publisher and the members, all on one thread.
class fan {
 public:
    fan(bench_run& run, const fanout_options& given, const std::shared_ptr<runtime>& thread)
        : run_(run), given_(given), ways_(given.window) {
        for (std::size_t i = 0; i < ways_.size(); ++i) ways_[i].number = i;
        client_options options = client_of(given.common, thread);
        publisher_ = add_client(options);
        for (std::size_t i = 0; i < given.members; ++i) add_member(options);
    }

    void connect() {
        connect_all(clients_.size(), [this](std::size_t i) { return clients_[i]->connect(); });
        if (given_.plain) return;
        for (std::size_t room = 0; room < given_.rooms; ++room) join(room_of(room));
    }

    // All in one turn of the thread: what is divided at the start stays divided.
    void start() {
        publisher_->connect().then([this] {
            for (way& each : ways_) publish(each);
        });
    }

    void close() {
        std::vector<future<>> closing;
        for (const auto& each : clients_) closing.push_back(each->close());
        for (const future<>& each : closing) each.get();
    }

    const latencies& times() const noexcept { return times_; }

 private:
    // One of the publications that are on their way at the same time, and after it the next.
    struct way {
        std::uint64_t number = 0;
        steady::time_point sent_at;
        std::size_t reached = 0;
    };

    // Publications go round the rooms.
    std::string room_of(std::uint64_t number) const {
        return given_.rooms == 1 ? given_.room : fmt::format("{}-{}", given_.room, number % given_.rooms);
    }
    void join(const std::string& room) {
        std::vector<future<receipt>> joining;
        for (const auto& each : clients_)
            if (each.get() != publisher_) joining.push_back(each->join_room(room));
        for (const future<receipt>& each : joining) each.get();
    }

    websocket_client<>* add_client(const client_options& options) {
        clients_.push_back(std::make_unique<websocket_client<>>(given_.common.url, options));
        clients_.back()->on<"close">([this](const close_event& event) {
            run_.fail(error(error_kind::connection_lost,
                            fmt::format("The server closed a connection with {} {}.", event.code, event.reason)));
        });
        clients_.back()->on<"error">([this](const error& failure) { run_.fail(failure); });
        return clients_.back().get();
    }
    void add_member(const client_options& options) {
        websocket_client<>& member = *add_client(options);
        if (given_.plain)
            member.on<"message">([this](const message_event& event) { received(event.text()); });
        else
            member.on<"room_message">(
                [this](const std::string&, const message_event& event) { received(event.text()); });
    }

    void publish(way& next) {
        next.reached = 0;
        std::string text = fmt::format("{:0{}}", next.number, number_size);
        text.resize(std::max(given_.size, number_size), 'x');
        next.sent_at = steady::now();
        if (given_.plain)
            static_cast<void>(publisher_->send(text));
        else
            static_cast<void>(publisher_->broadcast_to_room(room_of(next.number), text));
    }

    void received(std::string_view text) {
        const steady::time_point now = steady::now();
        if (text.starts_with('"')) text.remove_prefix(1);
        std::uint64_t number = 0;
        const char* const begin = text.data();
        if (text.size() < number_size || std::from_chars(begin, begin + number_size, number).ptr != begin + number_size)
            return run_.fail(error(error_kind::refused, "What the members receive is not what was published."));
        way& on = ways_[static_cast<std::size_t>(number % ways_.size())];
        if (on.number != number) return;
        if (run_.is_measuring()) {
            times_.add(now - on.sent_at);
            run_.count();
        }
        if (++on.reached < given_.members || run_.is_over()) return;
        on.number += ways_.size();
        publish(on);
    }

    bench_run& run_;
    const fanout_options& given_;
    std::vector<way> ways_;
    latencies times_;
    std::vector<std::unique_ptr<websocket_client<>>> clients_;
    websocket_client<>* publisher_;
};

}  // namespace

void bench_fanout(const fanout_options& given) {
    allow_many_descriptors();
    bench_run run;
    const auto thread = std::make_shared<runtime>();
    fan all(run, given, thread);
    all.connect();
    all.start();
    const measured_time took = run.measure(given.common.time, "deliveries");
    all.close();
    tell_result(given.common,
                {.what = "fanout",
                 .conditions = fmt::format("{} members of {} room{}, {} bytes, {} outstanding", given.members,
                                           given.rooms, given.rooms == 1 ? "" : "s", given.size, given.window),
                 .unit = "deliveries",
                 .count = all.times().count(),
                 .took = took,
                 .times = all.times()});
}

}  // namespace vafast::cli
