// The hub's decisions, without any I/O.
#include "hub/application.hpp"
#include "hub/listener.hpp"
#include "hub/policy/deadlines.hpp"
#include "hub/policy/liveness.hpp"
#include "hub/policy/origin.hpp"
#include "hub/policy/router.hpp"

#include <vafast/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::hub_detail {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using verdict = liveness::verdict;

const liveness::clock::time_point policy_start{};

// Who asks, at which host, and what comes of it where https://chat.example is allowed.
TEST(an_origin, is_let_in_where_it_is_the_hubs_own_or_allowed_to_the_letter) {
    struct {
        const char* origin;
        const char* host;
        bool is_allowed;
    } const table[] = {
        {"", "hub.example", true},  // no browser
        {"https://chat.example", "hub.example", true},
        {"HTTPS://Chat.Example", "hub.example", true},
        {"https://hub.example", "hub.example", true},
        {"https://hub.example", "hub.example:443", true},
        {"http://hub.example:80", "hub.example", true},
        {"http://hub.example:3000", "Hub.example:3000", true},
        {"http://[::1]:3000", "[::1]:3000", true},
        {"null", "hub.example", false},  // a page from a file, or in a sandbox
        {"null", "null", false},
        {"hub.example", "hub.example", false},
        {"https://evil.example", "hub.example", false},
        {"http://chat.example", "hub.example", false},  // whoever is in between writes that page
        {"https://chat.example:444", "hub.example", false},
        {"https://chat.example.evil.example", "hub.example", false},
        {"https://evil.example/https://chat.example", "hub.example", false},
        {"https://sub.chat.example", "hub.example", false},
        {"https://evilchat.example", "hub.example", false},
        {"https://chat.example@evil.example", "hub.example", false},
        {"https://chat.example, https://evil.example", "hub.example", false},
        {"https://hub.example.evil.example", "hub.example", false},
        {"https://evil-hub.example", "hub.example", false},
        {"http://hub.example:3001", "hub.example:3000", false},  // another server of this host
        {"https://hub.example:80", "hub.example", false},
        {"https://", "", false},
        {"https://hub.example", "", false},
    };
    for (const auto& [origin, host, is_allowed] : table)
        EXPECT_EQ(is_allowed_origin(origin, host, {"https://chat.example"}), is_allowed) << origin << " at " << host;
    EXPECT_TRUE(is_allowed_origin("https://evil.example", "hub.example", {"*"}));
    EXPECT_TRUE(is_allowed_origin("null", "hub.example", {"null"}));
    EXPECT_FALSE(is_allowed_origin("https://evil.example", "hub.example", {}));
}

TEST(liveness, pings_after_a_silent_interval_and_gives_up_after_the_timeout) {
    liveness peer(policy_start);
    EXPECT_EQ(peer.judge(policy_start + 29s, 30s, 5s), verdict::fine);
    EXPECT_EQ(peer.judge(policy_start + 30s, 30s, 5s), verdict::ping);
    EXPECT_EQ(peer.next(30s, 5s), policy_start + 35s);
    EXPECT_EQ(peer.judge(policy_start + 34s, 30s, 5s), verdict::fine);
    EXPECT_EQ(peer.judge(policy_start + 35s, 30s, 5s), verdict::gone);
}

TEST(liveness, counts_whatever_is_heard_as_life) {
    liveness peer(policy_start);
    EXPECT_EQ(peer.judge(policy_start + 30s, 30s, 5s), verdict::ping);
    EXPECT_TRUE(peer.heard(policy_start + 34s));
    EXPECT_FALSE(peer.heard(policy_start + 34s));
    EXPECT_EQ(peer.judge(policy_start + 35s, 30s, 5s), verdict::fine);
    EXPECT_EQ(peer.next(30s, 5s), policy_start + 64s);
    EXPECT_EQ(peer.judge(policy_start + 64s, 30s, 5s), verdict::ping);
}

TEST(deadlines, tells_who_is_due_first_and_forgets) {
    int first = 0, second = 0;
    deadlines<int> all;
    deadlines<int>::ticket of_first, of_second;
    all.set(first, of_first, policy_start + 2s);
    all.set(second, of_second, policy_start + 1s);
    EXPECT_EQ(all.earliest(), policy_start + 1s);
    EXPECT_EQ(all.due(policy_start + 1s - 1ns), nullptr);
    EXPECT_EQ(all.due(policy_start + 3s), &second);

    all.set(second, of_second, policy_start + 5s);  // replaces
    EXPECT_EQ(all.due(policy_start + 3s), &first);
    all.forget(first, of_first);
    all.forget(first, of_first);  // once more does nothing
    EXPECT_EQ(all.earliest(), policy_start + 5s);
}

class a_router : public ::testing::Test {
 protected:
    static websocket::http_request upgrade(std::string target) {
        websocket::http_request request;
        request.method = "GET";
        request.target = std::move(target);
        request.is_upgrade = true;
        return request;
    }
    static int status(const std::variant<http_answer, acceptance>& decision) {
        const auto* answer = std::get_if<http_answer>(&decision);
        return answer ? answer->status : 101;
    }

    echo app_;
};

TEST_F(a_router, finds_the_path_without_its_query) {
    router routes({}, std::nullopt);
    routes.add("/ws", app_);
    EXPECT_EQ(status(routes.decide(upgrade("/ws?room=1"), true)), 101);
    EXPECT_EQ(status(routes.decide(upgrade("/ws/"), true)), 404);
    EXPECT_EQ(status(routes.decide(upgrade("/"), true)), 404);
}

TEST_F(a_router, refuses_with_503_and_a_time_to_come_back_when_it_is_full) {
    router routes({}, std::nullopt);
    routes.add("/ws", app_);
    const auto decision = routes.decide(upgrade("/ws"), false);
    EXPECT_EQ(status(decision), 503);
    EXPECT_EQ(std::get<http_answer>(decision).headers.at(0).first, "Retry-After");
}

TEST_F(a_router, answers_only_get) {
    router routes({}, std::nullopt);
    routes.add("/health", [] { return http_answer{}; });
    websocket::http_request request;
    request.target = "/health";
    request.method = "GET";
    EXPECT_EQ(status(routes.decide(request, true)), 200);
    request.method = "POST";
    EXPECT_EQ(status(routes.decide(request, true)), 405);
}

TEST_F(a_router, chooses_the_first_offered_protocol_that_it_accepts) {
    router routes({"v1", "v2"}, std::nullopt);
    routes.add("/ws", app_);
    auto request = upgrade("/ws");
    request.protocols = {"v3", "v2", "v1"};
    EXPECT_EQ(std::get<acceptance>(routes.decide(request, true)).protocol, "v2");
    request.protocols = {"v3"};
    EXPECT_EQ(std::get<acceptance>(routes.decide(request, true)).protocol, "");
}

TEST_F(a_router, agrees_on_compression_only_where_it_is_enabled) {
    auto request = upgrade("/ws");
    request.extensions = "permessage-deflate";
    router without({}, std::nullopt);
    without.add("/ws", app_);
    EXPECT_FALSE(std::get<acceptance>(without.decide(request, true)).compression);
    router with({}, websocket::deflate_options{});
    with.add("/ws", app_);
    EXPECT_TRUE(std::get<acceptance>(with.decide(request, true)).compression);
    request.extensions = "permessage-deflate; =";
    EXPECT_EQ(status(with.decide(request, true)), 400);
}

std::string complaint_about(const std::string& address) {
    try {
        parse_listen_address(address);
    } catch (const error& wrong) {
        EXPECT_EQ(wrong.kind(), error_kind::invalid_argument);
        return wrong.what();
    }
    return "no complaint";
}

TEST(listen_address, is_an_ip_address_or_localhost_with_a_port) {
    EXPECT_EQ(display(parse_listen_address("127.0.0.1:3000")), "127.0.0.1:3000");
    EXPECT_EQ(display(parse_listen_address("[::1]:0")), "[::1]:0");
    EXPECT_EQ(display(parse_listen_address("localhost:65535")), "127.0.0.1:65535");
}

TEST(listen_address, is_quoted_where_it_is_wrong) {
    for (const char* wrong : {"3000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:3000",
                              "[127.0.0.1]:80", "example.org:80", ":80", "127.0.0.1:80 "}) {
        EXPECT_THAT(complaint_about(wrong), HasSubstr('"' + std::string(wrong) + '"'));
        EXPECT_THAT(complaint_about(wrong), HasSubstr("write it like 127.0.0.1:3000"));
    }
}

}  // namespace
}  // namespace vafast::hub_detail
