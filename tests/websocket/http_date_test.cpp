#include "websocket/http_date.hpp"

#include <gtest/gtest.h>

namespace vafast::websocket {
namespace {

using std::chrono::seconds;

TEST(http_date, is_read_as_in_rfc_9110_section_5_6_7) {
    const auto date = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
    ASSERT_TRUE(date);
    EXPECT_EQ(date->time_since_epoch(), seconds(784111777));
}

TEST(http_date, is_nothing_where_it_is_malformed) {
    for (const char* wrong :
         {"", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 ovN 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 0x Nov 1994 08:49:37 GMT"})
        EXPECT_FALSE(parse_http_date(wrong)) << wrong;
}

TEST(retry_after, counts_seconds) {
    EXPECT_EQ(parse_retry_after("0", ""), seconds(0));
    EXPECT_EQ(parse_retry_after("120", ""), seconds(120));
    for (const char* wrong : {"", "-1", "1.5", "soon", "1 s"}) EXPECT_FALSE(parse_retry_after(wrong, "")) << wrong;
}

TEST(retry_after, is_the_time_from_the_date_of_the_answer) {
    const char* now = "Sun, 06 Nov 1994 08:49:37 GMT";
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:00 GMT", now), seconds(23));
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:00 GMT", now), seconds(0));
    EXPECT_FALSE(parse_retry_after("Sun, 06 Nov 1994 08:50:00 GMT", ""));
}

TEST(retry_after, is_at_most_a_year) {
    const seconds year = std::chrono::hours(24 * 365);
    EXPECT_EQ(parse_retry_after("99999999999999999999", ""), year);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 2994 08:50:00 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"), year);
}

}  // namespace
}  // namespace vafast::websocket
