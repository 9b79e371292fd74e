// What the formats take and refuse beyond the JSON Schema organization's tests (schema_suite_test.cpp).
#include <vafast/message/format.hpp>

#include <vector>

#include <gtest/gtest.h>

namespace {

void expect(vafast::format_check check, const std::vector<std::string_view>& right,
            const std::vector<std::string_view>& wrong) {
    for (const std::string_view each : right) EXPECT_TRUE(check(each)) << each;
    for (const std::string_view each : wrong) EXPECT_FALSE(check(each)) << each;
}

TEST(format, knows_dates_and_times) {
    expect(vafast::is_date, {"2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"},
           {"2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "2024-04-31", "2024-1-01", "",
            "2024-01-01 ", "-024-01-01", "2024-01-0\u0664"});
    expect(vafast::is_time, {"00:00:00Z", "23:59:59.123456789z", "12:00:00+23:59", "12:00:00-00:00", "12:00:00+0130"},
           {"24:00:00Z", "12:60:00Z", "12:00:61Z", "12:00:00", "12:00Z", "12:00:00.Z", "12:00:00+24:00",
            "12:00:00+01:60", "12:00:00+1:00", "12:00:00Z+01:00"});
    expect(
        vafast::is_date_time, {"2024-02-29T12:00:00Z", "2024-02-29t12:00:00.5+01:00", "2024-02-29 12:00:00Z"},
        {"2024-02-29", "2024-02-29T12:00:00", "2024-02-29_12:00:00Z", "2024-02-30T12:00:00Z", "2024-02-29T12:00:00Zx"});
}

TEST(format, knows_leap_seconds_at_the_end_of_a_day_in_utc) {
    expect(vafast::is_time, {"23:59:60Z", "23:59:60.9+00:00", "15:59:60-08:00", "01:29:60+01:30", "23:29:60+23:30"},
           {"22:59:60Z", "23:58:60Z", "23:59:60+01:00", "15:59:60+08:00"});
}

TEST(format, knows_durations) {
    expect(vafast::is_duration, {"P1Y2M3DT4H5M6S", "P3W", "PT36H", "P0D", "P1YT1S", "P1D"},
           {"", "P", "PT", "P1DT", "1D", "P1D2Y", "P1W2D", "P1H", "PT1D", "P-1D", "P1.5D"});
}

TEST(format, knows_hosts_and_mail_addresses) {
    expect(vafast::is_hostname, {"localhost", "example.org", "example.org.", "xn--bcher-kva.example", "1.2.3.4", "a-b"},
           {"", ".", "-a", "a-", "a..b", "a_b", "a b", "ex\u00e4mple", std::string_view("a\0", 2)});
    EXPECT_TRUE(vafast::is_hostname(std::string(63, 'a') + ".org"));
    EXPECT_FALSE(vafast::is_hostname(std::string(64, 'a') + ".org"));
    std::string longest;
    for (int i = 0; i < 126; ++i) longest += "a.";
    EXPECT_TRUE(vafast::is_hostname(longest + "a"));
    EXPECT_FALSE(vafast::is_hostname(longest + "aa"));
    expect(vafast::is_email, {"a@b.c", "first.last+tag@example.org", "!#$%&'*+/=?^_`{|}~-@x.y"},
           {"", "a", "@b.c", "a@", "a@b", "a@b.", "a.@b.c", ".a@b.c", "a..b@c.d", "a@@b.c", "a b@c.d", "a@-b.c"});
    expect(vafast::is_ipv4, {"0.0.0.0", "255.255.255.255", "192.0.2.1"},
           {"", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", "1..3.4", "1.2.3.a", "1.2.3.1111"});
    expect(vafast::is_ipv6,
           {"::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
            "::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "ABCD::ef01"},
           {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "1:2:3:4:5:6:7:8::", ":1",
            "1:", "::1:", "g::", "::192.0.2", "1:2:3:4:5:6:7:192.0.2.1", "::1%eth0"});
}

TEST(format, knows_uris) {
    expect(
        vafast::is_uri,
        {"https://example.org", "https://user:pw@example.org:8080/a/b?c=d/e?f#g?h", "mailto:a@b.c", "urn:isbn:1",
         "http://[2001:db8::1]:80/", "http://[v1.a:b]/", "file:///etc/hosts", "a:", "x+y-1.z:/%20", "http://a:/"},
        {"", "//example.org/a", "/a", "a", "1a:b", ":a", "http://a b", "http://a/%2", "http://a/%zz", "http://[::1",
         "http://[::g]/", "http://a:80x/", "http://a#b#c", "http://a/<", "http://\u00e4", "http://a@b@c/", "a\\b:c"});
    expect(vafast::is_uri_reference, {"", "a", "/a/b", "../a", "?q", "#f", "//host/a", "./a:b", "https://x"},
           {"a b", "1:b", "%", "\\a", "#a#b", "//a[b/"});
}

TEST(format, knows_uuids_pointers_and_patterns) {
    expect(vafast::is_uuid,
           {"2EB8AA08-aa98-11ea-b4aa-73b441d16380", "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "URN:UUID:00000000-0000-0000-0000-000000000000"},
           {"", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d163801", "2eb8aa0g-aa98-11ea-b4aa-73b441d16380",
            "urn:uid:2eb8aa08-aa98-11ea-b4aa-73b441d16380"});
    expect(vafast::is_json_pointer, {"", "/", "/a/0", "/a~0b~1c", "/ /\u00e4"}, {"a", "/~", "/~2", "#/a"});
    expect(vafast::is_relative_json_pointer, {"0", "1/a", "0#", "12/~0"}, {"", "/a", "01", "-1", "1a", "0##"});
    expect(vafast::is_regex, {"", "^a+$", "[a-z]{2,3}"}, {"(", "[", "\\", "*", "a{2,1}"});
}

TEST(format, is_found_by_its_name) {
    EXPECT_EQ(vafast::find_format("date-time"), &vafast::is_date_time);
    EXPECT_EQ(vafast::find_format("uuid"), &vafast::is_uuid);
    EXPECT_EQ(vafast::find_format("colour"), nullptr);
}

}  // namespace
