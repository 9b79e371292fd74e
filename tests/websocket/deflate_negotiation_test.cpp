#include "websocket/deflate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

using testing::HasSubstr;

// The server's answer: "" where it chose nothing, "malformed" where the header is an error.
std::string answer_to(std::string_view offers, const deflate_options& options = {}) {
    const auto chosen = choose_deflate(offers, options);
    if (!chosen) return "malformed";
    return *chosen ? make_deflate_answer(**chosen) : "";
}

// What the client says to an answer: "" where it accepts.
std::string fault_of(std::string_view answer, const std::optional<deflate_options>& offered = deflate_options{}) {
    const auto accepted = accept_deflate(answer, offered);
    return accepted ? "" : accepted.error();
}

TEST(deflate_offer, names_what_is_not_the_default) {
    EXPECT_EQ(make_deflate_offer({}), "permessage-deflate; client_max_window_bits");
    EXPECT_EQ(make_deflate_offer({.client_no_context_takeover = true,
                                  .server_no_context_takeover = true,
                                  .client_max_window_bits = 9,
                                  .server_max_window_bits = 10}),
              "permessage-deflate; client_no_context_takeover; server_no_context_takeover; "
              "server_max_window_bits=10; client_max_window_bits=9");
}

TEST(choosing_deflate, answers_what_was_asked_for) {
    EXPECT_EQ(answer_to("permessage-deflate"), "permessage-deflate");
    EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits"), "permessage-deflate");
    EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits=10"),
              "permessage-deflate; client_max_window_bits=10");
    EXPECT_EQ(answer_to("permessage-deflate; server_max_window_bits=8"),
              "permessage-deflate; server_max_window_bits=8");
    EXPECT_EQ(answer_to("permessage-deflate; server_max_window_bits=15"),
              "permessage-deflate; server_max_window_bits=15");
    EXPECT_EQ(answer_to("permessage-deflate; server_no_context_takeover; client_no_context_takeover"),
              "permessage-deflate; client_no_context_takeover; server_no_context_takeover");
    EXPECT_EQ(answer_to("permessage-deflate; server_max_window_bits=\"12\""),
              "permessage-deflate; server_max_window_bits=12");
}

TEST(choosing_deflate, adds_what_the_server_wants) {
    const deflate_options options{.client_no_context_takeover = true,
                                  .server_no_context_takeover = true,
                                  .client_max_window_bits = 11,
                                  .server_max_window_bits = 12};
    EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits", options),
              "permessage-deflate; client_no_context_takeover; server_no_context_takeover; client_max_window_bits=11; "
              "server_max_window_bits=12");
    EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits=9; server_max_window_bits=9", options),
              "permessage-deflate; client_no_context_takeover; server_no_context_takeover; client_max_window_bits=9; "
              "server_max_window_bits=9");
}

TEST(choosing_deflate, does_not_limit_a_client_that_did_not_name_its_window) {
    EXPECT_EQ(answer_to("permessage-deflate", {.client_max_window_bits = 11}), "");
}

TEST(choosing_deflate, takes_the_first_offer_that_is_acceptable) {
    EXPECT_EQ(answer_to("x-other; a=1, permessage-deflate; server_max_window_bits=20, "
                        "permessage-deflate; server_max_window_bits=9, permessage-deflate"),
              "permessage-deflate; server_max_window_bits=9");
    EXPECT_EQ(answer_to("x-webkit-deflate-frame"), "");
    EXPECT_EQ(answer_to(""), "");
}

TEST(choosing_deflate, declines_offers_with_invalid_parameters) {
    for (const char* wrong : {"unknown",
                              "unknown=1",
                              "server_no_context_takeover=1",
                              "client_no_context_takeover=true",
                              "server_max_window_bits",
                              "server_max_window_bits=7",
                              "server_max_window_bits=16",
                              "server_max_window_bits=08",
                              "server_max_window_bits=010",
                              "server_max_window_bits=-9",
                              "server_max_window_bits=9x",
                              "client_max_window_bits=7",
                              "client_max_window_bits=16",
                              "client_max_window_bits=1",
                              "client_max_window_bits=x",
                              "server_no_context_takeover; server_no_context_takeover",
                              "client_no_context_takeover; client_no_context_takeover",
                              "server_max_window_bits=9; server_max_window_bits=9",
                              "client_max_window_bits; client_max_window_bits",
                              "Server_No_Context_Takeover"})
        EXPECT_EQ(answer_to(std::string("permessage-deflate; ") + wrong), "") << wrong;
}

TEST(choosing_deflate, calls_a_malformed_header_an_error) {
    for (const char* wrong : {"permessage-deflate;", "permessage-deflate; =1", "permessage-deflate; a=",
                              "permessage-deflate x", "permessage-deflate; a=\"", "permessage-deflate; a=\"b c\"",
                              "permessage-deflate; a=\"b\"c", "; a", "p/d", "permessage-deflate; a==b"})
        EXPECT_EQ(answer_to(wrong), "malformed") << wrong;
}

TEST(choosing_deflate, allows_spaces_and_empty_elements) {
    EXPECT_EQ(answer_to(" ,, permessage-deflate\t;  server_max_window_bits = 9 , ,"),
              "permessage-deflate; server_max_window_bits=9");
}

TEST(accepting_deflate, agrees_to_what_was_offered) {
    const auto agreed = accept_deflate(
        "permessage-deflate; client_no_context_takeover; server_no_context_takeover; client_max_window_bits=9; "
        "server_max_window_bits=10",
        deflate_options{});
    ASSERT_TRUE(agreed && *agreed);
    EXPECT_TRUE((*agreed)->client_no_context_takeover);
    EXPECT_TRUE((*agreed)->server_no_context_takeover);
    EXPECT_EQ((*agreed)->client_max_window_bits, 9);
    EXPECT_EQ((*agreed)->server_max_window_bits, 10);
}

TEST(accepting_deflate, is_content_without) {
    const auto agreed = accept_deflate("", deflate_options{});
    ASSERT_TRUE(agreed);
    EXPECT_FALSE(*agreed);
    EXPECT_EQ(fault_of("", std::nullopt), "");
}

TEST(accepting_deflate, keeps_its_own_promises_where_the_server_is_silent) {
    const auto agreed = accept_deflate(
        "permessage-deflate", deflate_options{.client_no_context_takeover = true, .client_max_window_bits = 10});
    ASSERT_TRUE(agreed && *agreed);
    EXPECT_TRUE((*agreed)->client_no_context_takeover);
    EXPECT_EQ((*agreed)->client_max_window_bits, 10);
}

TEST(accepting_deflate, fails_where_nothing_was_offered) {
    EXPECT_THAT(fault_of("permessage-deflate", std::nullopt), HasSubstr("not offered"));
    EXPECT_THAT(fault_of("x-other"), HasSubstr("x-other"));
    EXPECT_THAT(fault_of("permessage-deflate, x-other"), HasSubstr("x-other"));
    EXPECT_THAT(fault_of("permessage-deflate, permessage-deflate"), HasSubstr("more than once"));
}

TEST(accepting_deflate, fails_on_parameters_that_are_not_valid) {
    for (const char* wrong :
         {"unknown", "client_max_window_bits", "client_max_window_bits=7", "client_max_window_bits=16",
          "server_max_window_bits", "server_max_window_bits=16", "server_max_window_bits=09",
          "server_no_context_takeover=1", "server_no_context_takeover; server_no_context_takeover",
          "client_no_context_takeover=0", "server_max_window_bits=9; server_max_window_bits=9"})
        EXPECT_THAT(fault_of(std::string("permessage-deflate; ") + wrong), HasSubstr("not valid")) << wrong;
    EXPECT_THAT(fault_of("permessage-deflate;"), HasSubstr("malformed"));
}

TEST(accepting_deflate, fails_where_the_server_does_not_keep_to_the_offer) {
    EXPECT_THAT(fault_of("permessage-deflate", deflate_options{.server_no_context_takeover = true}),
                HasSubstr("server_no_context_takeover"));
    const deflate_options small_server{.server_max_window_bits = 10};
    EXPECT_THAT(fault_of("permessage-deflate", small_server), HasSubstr("server_max_window_bits"));
    EXPECT_THAT(fault_of("permessage-deflate; server_max_window_bits=11", small_server),
                HasSubstr("server_max_window_bits"));
    EXPECT_EQ(fault_of("permessage-deflate; server_max_window_bits=9", small_server), "");
    EXPECT_THAT(
        fault_of("permessage-deflate; client_max_window_bits=11", deflate_options{.client_max_window_bits = 10}),
        HasSubstr("client_max_window_bits"));
}

TEST(deflate_negotiation, ends_with_the_same_parameters_on_both_sides) {
    for (int bits = 0; bits < 4 * 8 * 8; ++bits) {
        const deflate_options offered{.client_no_context_takeover = (bits & 1) != 0,
                                      .server_no_context_takeover = (bits & 2) != 0,
                                      .client_max_window_bits = 8 + bits / 4 % 8,
                                      .server_max_window_bits = 8 + bits / 32};
        for (const deflate_options& own : {deflate_options{}, deflate_options{.server_no_context_takeover = true,
                                                                              .client_max_window_bits = 9,
                                                                              .server_max_window_bits = 12}}) {
            const auto chosen = choose_deflate(make_deflate_offer(offered), own);
            ASSERT_TRUE(chosen && *chosen);
            const auto agreed = accept_deflate(make_deflate_answer(**chosen), offered);
            ASSERT_TRUE(agreed && *agreed) << make_deflate_offer(offered);
            auto expected = **chosen;
            expected.server_window_named = (*agreed)->server_window_named;
            EXPECT_EQ(**agreed, expected) << make_deflate_offer(offered);
        }
    }
}

}  // namespace
}  // namespace vafast::websocket
