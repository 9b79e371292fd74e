// What goes into the message queue comes out of it once and in order, whatever happens to the connection: schedules of
// disconnects, restarts, full buffers and programs that close and connect, each drawn from a seed.
#include "simulation/hub_world.hpp"
#include "simulation/queue_world.hpp"

#include <vafast/close_code.hpp>

#include <algorithm>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

namespace vafast::simulation {
namespace {

using namespace std::chrono_literals;

// VAFAST_SEED repeats one schedule, VAFAST_SCHEDULES says how many.
template <class Run>
void repeat(std::uint64_t schedules, Run run) {
    const char* chosen = std::getenv("VAFAST_SEED");
    const char* count = std::getenv("VAFAST_SCHEDULES");
    const std::uint64_t first = chosen ? std::strtoull(chosen, nullptr, 10) : std::random_device{}();
    if (count) schedules = std::strtoull(count, nullptr, 10);
    if (chosen && !count) schedules = 1;
    for (std::uint64_t seed = first; seed < first + schedules && !::testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("VAFAST_SEED=" + std::to_string(seed));
        run(seed);
    }
}

struct totals {
    std::size_t messages = 0, connections = 0, refused = 0, dropped = 0, lost = 0;
    void print(const char* of) const {
        std::printf("%s: %zu messages over %zu connections, %zu refused, %zu dropped, %zu lost by the network\n", of,
                    messages, connections, refused, dropped, lost);
    }
};

// All that was said on all connections, but for introductions: those come first on each, and nowhere else.
std::vector<std::string> joined(const std::vector<std::vector<std::string>>& connections) {
    std::vector<std::string> all;
    for (const auto& each : connections) {
        for (std::size_t i = 0; i < each.size(); ++i) {
            EXPECT_EQ(each[i] == "introduction", i == 0) << "message " << i << " of a connection is " << each[i];
            if (i != 0) all.push_back(each[i]);
        }
    }
    return all;
}

bool is_subsequence(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
    auto at = whole.begin();
    for (const std::string& each : part) {
        at = std::find(at, whole.end(), each);
        if (at == whole.end()) return false;
        ++at;
    }
    return true;
}

class schedule {
 public:
    schedule(std::uint64_t seed, bool loses) : draw_(seed), world_(drawn_setting(loses), seed + 1) {}

    void run(totals& sums) {
        const std::uint64_t steps = 50 + below(150);
        for (std::uint64_t i = 0; i < steps; ++i) step();
        heal();
        ASSERT_TRUE(world_.is_done()) << "something stays in the queue";
        check(sums);
    }

 private:
    std::uint64_t below(std::uint64_t limit) { return draw_() % limit; }

    queue_setting drawn_setting(bool loses) {
        message_queue_options queue{.enabled = true,
                                    .max_size = 1 + below(40),
                                    .max_bytes = 20 + below(1'000),
                                    .flush_interval = milliseconds(below(60)),
                                    .flush_size = below(20)};
        if (below(3) == 0) queue.on_full = below(2) == 0 ? when_full::drop_oldest : when_full::drop_newest;
        drops_ = queue.on_full != when_full::reject;
        return {.queue = queue, .send_buffer = 300 + below(2'000), .system_buffer = 250 + below(1'000), .loses = loses};
    }

    void step() {
        world_.pass(milliseconds(below(8)));
        world_.carry(below(3) == 0 ? below(60) : below(600));
        for (std::uint64_t more = below(4); more != 0; --more) say();
        switch (below(80)) {
            case 0:
            case 1: world_.cut(); break;
            case 2: world_.silence(); break;
            case 3: world_.server_closes(close_code::going_away); break;
            case 4: world_.refuse(true); break;
            case 5:
            case 6: world_.refuse(false); break;
            case 7: world_.reconnect(); break;
            case 8: world_.close(); break;
            case 9: world_.force_close(); break;
            case 10:
            case 11:
            case 12: world_.flush(); break;
            default:
                if (world_.is_idle() && below(4) == 0) world_.connect();
        }
    }

    void say() {
        const std::string text = std::to_string(++count_) + std::string(below(40) == 0 ? below(200) : below(8), '.');
        if (world_.push(text, below(2) == 0) == client_detail::message_queue::admission::taken)
            said_.push_back(text);
        else
            ++refused_;
    }

    void heal() {
        world_.refuse(false);
        for (int i = 0; i < 10'000 && !world_.is_done(); ++i) {
            if (world_.is_idle()) world_.connect();
            world_.pass(1ms);
            world_.carry(10'000);
            if (!world_.is_open()) continue;
            world_.flush();
        }
        world_.carry(10'000);
        world_.cut();  // and with that arrives also what a silent network holds
    }

    void check(totals& sums) {
        const std::vector<std::string> taken = joined(world_.taken), heard = joined(world_.heard);
        if (drops_) {
            EXPECT_EQ(taken.size() + world_.dropped(), said_.size());
            EXPECT_TRUE(is_subsequence(taken, said_)) << "something is out of order, or comes twice";
        } else {
            EXPECT_EQ(taken, said_);
        }
        if (loses()) {
            EXPECT_TRUE(is_subsequence(heard, taken)) << "something is out of order, or comes twice";
        } else {
            EXPECT_EQ(heard, taken);
        }
        sums.messages += said_.size();
        sums.connections += static_cast<std::size_t>(world_.connections());
        sums.refused += refused_;
        sums.dropped += world_.dropped();
        sums.lost += taken.size() - heard.size();
    }

    bool loses() const { return world_.loses(); }

    std::mt19937_64 draw_;
    bool drops_ = false;
    queue_world world_;
    int count_ = 0;
    std::size_t refused_ = 0;
    std::vector<std::string> said_;
};

TEST(queue, sends_everything_once_and_in_order_over_disconnects_restarts_and_full_buffers) {
    totals sums;
    repeat(200, [&](std::uint64_t seed) { schedule(seed, false).run(sums); });
    sums.print("all that the system took arrives");
    EXPECT_GT(sums.refused + sums.dropped, 0U);
    EXPECT_EQ(sums.lost, 0U);
}

TEST(queue, doubles_nothing_where_the_network_loses_what_it_was_given) {
    totals sums;
    repeat(200, [&](std::uint64_t seed) { schedule(seed, true).run(sums); });
    sums.print("the network loses what the system took");
}

// What is published waits for its receipt, and is sent again with its key.
TEST(queue, of_broadcasts_is_stored_once_and_in_order_whatever_was_in_flight) {
    std::size_t messages = 0, hubs = 0;
    repeat(20, [&](std::uint64_t seed) {
        world all(seed, 100'000);
        std::vector<std::unique_ptr<member>> members;
        for (int i = 0; i < 3; ++i) members.push_back(std::make_unique<member>(all, "user" + std::to_string(i)));
        for (const auto& each : members) each->connect();
        const time_point end = all.now() + 10s;
        std::map<std::string, int> published;
        while (all.now() < end) {
            all.run_until(all.now() + all.between(1, 60));
            member& one = *members[all.below(members.size())];
            if (all.chance(70)) one.publish("general"), ++published[one.name()];
            if (all.chance(5)) one.cut(all.chance(70), all.chance(70));
            if (all.chance(2) && all.hub() != nullptr) all.stop_hub(all.chance(50));
            if (all.chance(10) && all.hub() == nullptr) all.start_hub(false), ++hubs;
        }
        if (all.hub() == nullptr) all.start_hub(false);
        all.run_until(end + 25s);
        std::map<std::string, int> stored;
        for (const auto& [place, data] : all.stored()) {
            const std::string name = data.substr(1, data.find('#') - 1);
            EXPECT_EQ(data, '"' + name + '#' + std::to_string(++stored[name]) + '"') << "lost, doubled or out of order";
            ++messages;
        }
        EXPECT_EQ(stored, published);
        for (const auto& each : members) EXPECT_EQ(each->unanswered() + each->refused(), 0) << each->name();
    });
    std::printf("broadcasts: %zu messages, %zu restarts of the hub\n", messages, hubs);
}

}  // namespace
}  // namespace vafast::simulation
