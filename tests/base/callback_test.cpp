#include <vafast/callback.hpp>
#include <vafast/error.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace vafast {
namespace {

int twice(int number) { return 2 * number; }

TEST(callback, calls_functions_and_lambdas_small_and_large) {
    const std::array<int, 20> many{1, 2, 3};
    EXPECT_EQ(callback<int(int)>(twice)(4), 8);
    EXPECT_EQ(callback<int(int)>([](int number) { return number + 1; })(4), 5);
    EXPECT_EQ(callback<int(int)>([many](int index) { return many[static_cast<std::size_t>(index)]; })(2), 3);
}

TEST(callback, hands_on_what_it_is_given_and_gives_back_what_comes) {
    const callback<std::string(std::unique_ptr<std::string>, const std::string&)> join =
        [](std::unique_ptr<std::string> left, const std::string& right) { return *left + right; };
    EXPECT_EQ(join(std::make_unique<std::string>("a"), "b"), "ab");
    int seen = 0;
    const callback<void(int&)> count = [](int& number) { return ++number; };
    count(seen);
    EXPECT_EQ(seen, 1);
}

TEST(callback, copies_what_it_calls) {
    callback<int()> count = [padding = std::string(40, 'x'), n = 0]() mutable { return ++n; };
    EXPECT_EQ(count(), 1);
    const callback<int()> copy = count;
    EXPECT_EQ(count(), 2);
    EXPECT_EQ(copy(), 2);
    count = copy;
    EXPECT_EQ(count(), 3);
}

TEST(callback, lets_go_of_what_it_called) {
    const auto shared = std::make_shared<int>(1);
    {
        callback<int()> first = [shared] { return *shared; };
        callback<int()> second = std::move(first);
        EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): what is moved from is empty
        EXPECT_EQ(second(), 1);
        EXPECT_EQ(shared.use_count(), 2);
        second = nullptr;
        EXPECT_EQ(shared.use_count(), 1);
        second = [shared] { return 2; };
        EXPECT_EQ(shared.use_count(), 2);
    }
    EXPECT_EQ(shared.use_count(), 1);
}

TEST(callback, is_empty_where_there_is_nothing_to_call) {
    EXPECT_FALSE(callback<void()>());
    EXPECT_FALSE(callback<void()>(nullptr));
    EXPECT_FALSE(callback<void()>(std::function<void()>()));
    EXPECT_FALSE(callback<void()>(callback<int()>()));
    EXPECT_FALSE(callback<int(int)>(static_cast<int (*)(int)>(nullptr)));
    EXPECT_TRUE(callback<int(int)>(std::function<int(int)>(twice)));
}

TEST(callback, throws_where_nothing_is_called) {
    try {
        callback<void()>()();
        FAIL();
    } catch (const error& thrown) {
        EXPECT_EQ(thrown.kind(), error_kind::invalid_argument);
    }
}

}  // namespace
}  // namespace vafast
