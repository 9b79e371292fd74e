#include "base/random.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace vafast::base {
namespace {

using draw = std::array<std::byte, 16>;

TEST(secure_random, does_not_repeat_itself) {
    std::set<draw> drawn;
    for (int i = 0; i < 10000; ++i) drawn.insert(secure_random().draw<draw>());
    EXPECT_EQ(drawn.size(), 10000u);
}

TEST(secure_random, fills_every_byte_of_every_size) {
    for (std::size_t size = 0; size < 1100; ++size) {
        std::vector<std::byte> seen(size + 1), filled(size + 1);
        for (int i = 0; i < 10; ++i) {  // a byte that is really drawn is not always 0
            secure_random().fill(mutable_bytes(filled).first(size));
            for (std::size_t at = 0; at < size; ++at) seen[at] |= filled[at];
        }
        EXPECT_EQ(std::count(seen.begin(), seen.end(), std::byte{0}), 1) << size;
        EXPECT_EQ(filled[size], std::byte{0}) << size;
    }
}

TEST(secure_random, gives_each_thread_something_else) {
    draw here = secure_random().draw<draw>(), there{};
    std::thread([&] { there = secure_random().draw<draw>(); }).join();
    EXPECT_NE(here, there);
}

TEST(secure_random, gives_parent_and_child_something_else_after_a_fork) {
    secure_random().draw<draw>();  // what is left of this batch must not serve both
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const draw drawn = secure_random().draw<draw>();
        ::_exit(::write(pipe[1], drawn.data(), drawn.size()) == ssize_t{sizeof(drawn)} ? 0 : 1);
    }
    ASSERT_GT(child, 0);
    const draw ours = secure_random().draw<draw>();
    draw theirs{};
    EXPECT_EQ(::read(pipe[0], theirs.data(), theirs.size()), ssize_t{sizeof(theirs)});
    EXPECT_NE(ours, theirs);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    ::close(pipe[0]);
    ::close(pipe[1]);
}

}  // namespace
}  // namespace vafast::base
