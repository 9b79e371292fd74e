// That no pair of key and nonce comes twice.
#include "encryption/sessions.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace vafast::encryption_detail {
namespace {

// What a message has of its own: a session's salt and a nonce.
struct pair {
    session_salt salt;
    encryption_detail::nonce nonce;

    bool operator==(const pair& other) const { return std::memcmp(this, &other, sizeof(pair)) == 0; }
    bool operator<(const pair& other) const { return std::memcmp(this, &other, sizeof(pair)) < 0; }
};

pair drawn(sessions& from) {
    const auto [key, salt, once] = from.next();
    return {salt, once};
}

base::secret_bytes shared_key() { return base::secret_bytes(base::as_bytes("thirty-two bytes that are shared")); }

std::size_t distinct(std::vector<pair> pairs) {
    std::sort(pairs.begin(), pairs.end());
    return static_cast<std::size_t>(std::unique(pairs.begin(), pairs.end()) - pairs.begin());
}

// Without regard to their keys.
std::size_t distinct_nonces(std::vector<pair> pairs) {
    for (pair& each : pairs) each.salt = {};
    return distinct(std::move(pairs));
}

// Random bytes that are always the same.
class stuck_random final : public base::random {
 public:
    void fill(base::mutable_bytes out) override { std::fill(out.begin(), out.end(), std::byte{0xff}); }
};

// The processes begin together, when the pipe that they wait for is closed, and write what they draw into another.
std::vector<pair> drawn_by_processes(int processes, std::size_t each, const std::function<sessions*()>& choose) {
    int start[2], results[2];
    if (::pipe(start) != 0 || ::pipe(results) != 0) throw std::runtime_error("no pipe");
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
        const pid_t child = ::fork();
        if (child < 0) throw std::runtime_error("no process");
        if (child == 0) {
            ::close(start[1]);
            char nothing;
            static_cast<void>(::read(start[0], &nothing, 1));
            sessions* from = choose();
            bool written = true;
            // One write below PIPE_BUF is not torn.
            std::array<pair, 64> batch;
            for (std::size_t done = 0; done < each; done += batch.size()) {
                for (pair& one : batch) one = drawn(*from);
                written = written && ::write(results[1], batch.data(), sizeof(batch)) == ssize_t{sizeof(batch)};
            }
            ::_exit(written ? 0 : 1);
        }
        children.push_back(child);
    }
    ::close(start[0]);
    ::close(results[1]);
    ::close(start[1]);

    std::vector<pair> pairs(static_cast<std::size_t>(processes) * each);
    std::byte* next = reinterpret_cast<std::byte*>(pairs.data());
    std::size_t left = pairs.size() * sizeof(pair);
    for (ssize_t count; left > 0 && (count = ::read(results[0], next, left)) > 0;) {
        next += count;
        left -= static_cast<std::size_t>(count);
    }
    ::close(results[0]);
    for (const pid_t child : children) {
        int status = -1;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(left, 0u);
    return pairs;
}

constexpr std::size_t a_million = 1'024'000;

TEST(sessions, of_eight_processes_started_at_once_draw_a_million_distinct_nonces) {
    const auto pairs = drawn_by_processes(8, a_million / 8, [] { return new sessions(shared_key()); });
    EXPECT_EQ(distinct_nonces(pairs), a_million);
}

// The hard case: all begin with copies of one session in mid-count.
TEST(sessions, begin_anew_in_each_process_after_a_fork) {
    sessions before(shared_key());
    std::vector<pair> pairs{drawn(before)};
    const auto of_children = drawn_by_processes(8, 6'400, [&] { return &before; });
    pairs.insert(pairs.end(), of_children.begin(), of_children.end());
    for (int i = 0; i < 1000; ++i) pairs.push_back(drawn(before));
    EXPECT_EQ(distinct(pairs), pairs.size());
    EXPECT_EQ(distinct_nonces(pairs), pairs.size());
    EXPECT_EQ(pairs.back().salt, pairs.front().salt) << "the parent goes on";
}

TEST(sessions, draw_distinct_nonces_from_several_threads) {
    sessions shared(shared_key(), base::secure_random(), 1000);
    std::vector<pair> pairs(40'000);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            for (std::size_t n = 0; n < 10'000; ++n) pairs[i * 10'000 + n] = drawn(shared);
        });
    for (std::thread& each : threads) each.join();
    EXPECT_EQ(distinct(pairs), pairs.size());
}

TEST(sessions, begin_anew_when_one_has_counted_to_its_end) {
    sessions short_ones(shared_key(), base::secure_random(), 3);
    std::vector<session_salt> salts;
    for (int i = 0; i < 9; ++i) salts.push_back(drawn(short_ones).salt);
    EXPECT_EQ(salts[0], salts[2]);
    EXPECT_NE(salts[2], salts[3]);
    EXPECT_EQ(salts[3], salts[5]);
    EXPECT_NE(salts[5], salts[6]);
    EXPECT_EQ(sessions::longest, 4'294'967'296u);
}

TEST(sessions, count_their_nonces_so_that_chance_has_no_part_in_it) {
    stuck_random stuck;
    sessions counted(shared_key(), stuck);
    std::vector<pair> pairs;
    for (int i = 0; i < 70'000; ++i) pairs.push_back(drawn(counted));
    EXPECT_EQ(distinct_nonces(pairs), pairs.size());
    EXPECT_EQ(pairs[0].nonce.back(), std::byte{0xff});
    EXPECT_EQ(pairs[1].nonce.back(), std::byte{0xfe});
    EXPECT_EQ(pairs[65'536].nonce[9], std::byte{0xfe});
}

TEST(sessions, have_keys_of_their_own_that_the_salt_tells) {
    sessions one(shared_key()), other(shared_key());
    const auto drawn_by_one = one.next();
    EXPECT_TRUE(std::ranges::equal(drawn_by_one.key->data(), other.key_of(drawn_by_one.salt).data()));
    EXPECT_FALSE(std::ranges::equal(drawn_by_one.key->data(), other.next().key->data()));
    EXPECT_FALSE(std::ranges::equal(drawn_by_one.key->data(), shared_key().data()));
}

}  // namespace
}  // namespace vafast::encryption_detail
