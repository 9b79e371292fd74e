// Nothing missed, nothing twice: members and publishers of a hub whose network breaks at random, also in the middle of
// a frame, and which is restarted, with its history or without. Whatever happens, every member's log of every room is
// gapless and equal to what the hub stored, or says where it is not.
#include "simulation/hub_world.hpp"

#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

namespace vafast::simulation {
namespace {

using namespace std::chrono_literals;

struct setting {
    std::size_t members = 200;
    std::size_t publishers = 20;
    bool loses_history = false;  // at restarts, and by keeping little
    std::chrono::seconds length{60};
};

class evening {
 public:
    evening(std::uint64_t seed, const setting& how) : how_(how), world_(seed, how.loses_history ? 20 : 100'000) {
        for (std::size_t i = 0; i < how_.members; ++i) {
            members_.push_back(std::make_unique<member>(world_, "user" + std::to_string(i)));
            member& each = *members_.back();
            for (const std::string& room : rooms)
                if (world_.chance(40)) each.join(room);
            world_.at(world_.now() + world_.between(0, 1'000), [&each] { each.connect(); });
        }
    }

    void run() {
        const time_point end = world_.now() + how_.length;
        for (std::size_t i = 0; i < how_.publishers; ++i) publish_until(end, *members_[i]);
        for (const auto& each : members_) cut_until(end, *each);
        restart_until(end);
        world_.run_until(end);
        if (world_.hub() == nullptr) world_.start_hub(false);
        world_.run_until(end + 25s);  // the longest backoff, a heartbeat, and a retry: then all is well again
        for (const auto& each : members_) check(*each);
        check_stored();
    }

    std::size_t messages = 0, recoveries = 0, recovered = 0, losses = 0, acknowledged = 0;

 private:
    static inline const std::vector<std::string> rooms{"general", "news", "random", "staff"};

    void publish_until(time_point end, member& who) {
        const time_point next = world_.now() + world_.between(0, 4'000);
        if (next >= end) return;
        world_.at(next, [this, end, &who] {
            who.publish(world_.chance(5) ? std::string(protocol::everybody) : rooms[world_.below(rooms.size())]);
            publish_until(end, who);
        });
    }

    // Mostly both ends hear of it at once; else one of them finds out by itself.
    void cut_until(time_point end, member& whose) {
        const time_point next = world_.now() + world_.between(0, 20'000);
        if (next >= end) return;
        world_.at(next, [this, end, &whose] {
            switch (world_.below(5)) {
                case 0: whose.cut(true, false); break;
                case 1: whose.cut(false, true); break;
                default: whose.cut(true, true); break;
            }
            cut_until(end, whose);
        });
    }

    void restart_until(time_point end) {
        const time_point next = world_.now() + world_.between(5'000, 40'000);
        if (next >= end) return;
        world_.at(next, [this, end] {
            world_.stop_hub(world_.chance(50));
            world_.at(world_.now() + world_.between(50, 3'000), [this, end] {
                if (world_.hub() == nullptr) world_.start_hub(how_.loses_history && world_.chance(50));
                restart_until(end);
            });
        });
    }

    void check(const member& who) {
        ASSERT_TRUE(who.is_open()) << who.name();
        EXPECT_EQ(who.unanswered(), 0) << who.name() << " waits for a receipt";
        EXPECT_EQ(who.refused(), 0) << who.name();
        for (const auto& [room, entries] : who.log()) check(who.name() + " in " + room, room, entries);
        acknowledged += who.acknowledged().size();
    }

    void check(const std::string& whose, const std::string& room, const std::vector<told>& entries) {
        std::optional<world::place> last;
        bool may_jump = true;  // the beginning, or it was told that something is lost
        for (const told& each : entries) {
            switch (each.kind) {
                case told::what::began: may_jump = true; break;
                case told::what::recovered:
                    ++recoveries;
                    recovered += each.offset;
                    break;
                case told::what::lost:
                    ++losses;
                    EXPECT_TRUE(how_.loses_history) << whose << " lost what the hub still had";
                    may_jump = true;
                    break;
                case told::what::message: {
                    ++messages;
                    const world::place here{each.generation, room, each.offset};
                    const auto found = world_.stored().find(here);
                    ASSERT_NE(found, world_.stored().end()) << whose << " got what was not stored: " << each.data;
                    EXPECT_EQ(found->second, each.data) << whose;
                    if (last) {
                        EXPECT_LT(*last, here) << whose << " got something twice";
                        if (!may_jump) {
                            EXPECT_EQ(std::get<0>(*last), each.generation) << whose << " was not told of a loss";
                            EXPECT_EQ(std::get<2>(*last) + 1, each.offset) << whose << " misses something";
                        }
                    }
                    last = here;
                    may_jump = false;
                }
            }
        }
        if (last && std::get<0>(*last) == world_.generation() && !may_jump) {
            EXPECT_EQ(std::get<2>(*last), world_.newest(room)) << whose << " did not get to the end";
        }
    }

    void check_stored() {
        std::map<std::pair<int, std::string>, int> times;
        std::set<std::string> all;
        for (const auto& [place, data] : world_.stored()) {
            EXPECT_EQ(++times[std::pair(std::get<0>(place), data)], 1) << data << " is stored twice";
            all.insert(data);
        }
        for (const auto& each : members_)
            for (const std::string& data : each->acknowledged())
                EXPECT_TRUE(all.contains(data)) << data << " was acknowledged, and is not stored";
    }

    const setting how_;
    world world_;
    std::vector<std::unique_ptr<member>> members_;
};

// VAFAST_SEED repeats one evening, VAFAST_EVENINGS says how many.
void spend(const setting& how, std::uint64_t evenings) {
    const char* chosen = std::getenv("VAFAST_SEED");
    const char* count = std::getenv("VAFAST_EVENINGS");
    const std::uint64_t first = chosen ? std::strtoull(chosen, nullptr, 10) : std::random_device{}();
    if (count) evenings = std::strtoull(count, nullptr, 10);
    if (chosen && !count) evenings = 1;
    std::size_t messages = 0, recoveries = 0, recovered = 0, losses = 0, acknowledged = 0;
    for (std::uint64_t seed = first; seed < first + evenings && !::testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("VAFAST_SEED=" + std::to_string(seed));
        evening one(seed, how);
        one.run();
        messages += one.messages;
        recoveries += one.recoveries;
        recovered += one.recovered;
        losses += one.losses;
        acknowledged += one.acknowledged;
    }
    std::printf("%llu evenings: %zu messages, %zu recoveries of %zu messages, %zu losses told, %zu acknowledged\n",
                static_cast<unsigned long long>(evenings), messages, recoveries, recovered, losses, acknowledged);
    EXPECT_GT(messages, 0U);
    EXPECT_GT(recovered, 0U);
    EXPECT_EQ(losses > 0, how.loses_history);
}

TEST(rooms, miss_nothing_and_repeat_nothing_over_cuts_and_restarts) {
    spend({.members = 20, .publishers = 5, .length = 30s}, 25);
}

TEST(rooms, say_honestly_what_is_lost_where_the_hub_forgets) {
    spend({.members = 20, .publishers = 5, .loses_history = true, .length = 30s}, 25);
}

TEST(rooms, hold_two_hundred_members) { spend({}, 1); }

}  // namespace
}  // namespace vafast::simulation
