#include "trace/reader.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::trace {
namespace {

using ::testing::HasSubstr;

const std::string first_line = R"({"what":"trace","version":1,"began":1795645723207})";

// What is wrong with the last of these lines; "" where nothing is.
std::string fault_of(const std::vector<std::string>& lines, bool is_whole = true) {
    reader read;
    for (const std::string& each : lines) {
        const auto record = read.read(each, is_whole || &each != &lines.back());
        if (!record) return record.error();
    }
    return "";
}

std::vector<record> one_of_each() {
    frame text{.at = 4, .from = side::server, .fin = false, .rsv = 4, .opcode = 1, .length = 7, .text = "h\xc3\xa9llo"};
    frame binary{.at = 5, .masked = true, .length = 70'000, .cut = true, .base64 = vafast::binary(3, std::byte{0xff})};
    return {beginning{.began = 7},
            connect{.at = 1, .connection = 1, .url = "ws://h/", .proxy = "http://p:3128"},
            connected{.at = 2, .local = "127.0.0.1:1", .remote = "127.0.0.1:2", .tls = "TLSv1.3", .cipher = "X"},
            http{.at = 3, .from = side::client, .text = "GET / HTTP/1.1\r\n\r\n"},
            text,
            binary,
            raw{.at = 6, .from = side::server, .text = "SSH-2.0"},
            lost{.at = 7, .records = 3},
            end{.at = 8, .by = side::server, .why = "The peer reset the connection."},
            full{.at = 9, .limit = 1000}};
}

TEST(trace_reader, reads_every_kind_of_record_as_it_was_written) {
    reader read;
    for (const record& each : one_of_each()) {
        std::string line = to_line(each);
        ASSERT_TRUE(line.ends_with('\n'));
        line.pop_back();
        const auto again = read.read(line);
        ASSERT_TRUE(again) << again.error();
        ASSERT_TRUE(*again) << line;
        EXPECT_EQ(to_line(**again), line + '\n');
        EXPECT_EQ((*again)->index(), each.index());
    }
    EXPECT_TRUE(read.has_gaps());
}

TEST(trace_reader, keeps_bytes_that_are_no_text) {
    raw made;
    set_payload(made, std::string("\xff\x00z", 3));
    EXPECT_THAT(to_line(made), HasSubstr(R"("base64":"/wB6")"));
    const std::string line = to_line(made);
    const auto again = from_line(std::string_view(line).substr(0, line.size() - 1));
    EXPECT_EQ(base::as_text(payload_of(std::get<raw>(**again))), std::string_view("\xff\x00z", 3));
}

TEST(trace_reader, passes_over_what_a_later_version_may_add) {
    reader read;
    ASSERT_TRUE(*read.read(R"({"what":"trace","version":1,"began":0,"program":"later"})"));
    const auto unknown = read.read(R"({"what":"weather","at":1})");
    ASSERT_TRUE(unknown) << unknown.error();
    EXPECT_FALSE(*unknown);
}

TEST(trace_reader, says_in_which_line_a_trace_is_wrong) {
    const std::string begun = R"({"what":"connect","at":5,"connection":1,"url":"ws://h/"})";
    EXPECT_EQ(fault_of({first_line, begun}), "");
    EXPECT_THAT(fault_of({"hello"}), HasSubstr("Line 1 is no record of a trace."));
    EXPECT_THAT(fault_of({R"({"what":"weather"})"}), HasSubstr("Line 1 is not the beginning of a trace."));
    EXPECT_THAT(fault_of({begun}), HasSubstr("Line 1 is not the beginning of a trace."));
    EXPECT_THAT(fault_of({R"({"what":"trace","version":2,"began":0})"}), HasSubstr("version 2"));
    EXPECT_THAT(fault_of({first_line, first_line}), HasSubstr("Line 2 begins a trace in the middle of another."));
    EXPECT_THAT(fault_of({first_line, R"({"what":"end","at":1,"by":"server"})"}), HasSubstr("none has begun"));
    EXPECT_THAT(fault_of({first_line, begun, R"({"what":"end","at":4,"by":"server"})"}),
                HasSubstr("Line 3 goes back in time."));
    EXPECT_THAT(fault_of({first_line, begun, R"({"what":"end","at":6,"by":"nobody"})"}), HasSubstr("/by"));
    EXPECT_THAT(fault_of({first_line, begun,
                          R"({"what":"frame","at":6,"from":"server","fin":true,"rsv":8,"opcode":1,)"
                          R"("masked":false,"length":0})"}),
                HasSubstr("/rsv"));
    EXPECT_THAT(fault_of({first_line, begun, R"({"what":"http","at":6,"from":"client","base64":"?"})"}),
                HasSubstr("/base64"));
    EXPECT_THAT(fault_of({first_line, R"({"what":7})"}), HasSubstr("Line 2 is no record of a trace."));
}

TEST(trace_reader, says_that_a_trace_is_cut_wherever_it_is) {
    for (const record& each : one_of_each()) {
        std::string line = to_line(each);
        line.pop_back();
        for (std::size_t size = 1; size < line.size(); ++size) {
            std::vector<std::string> lines{line.substr(0, size)};
            if (!std::holds_alternative<beginning>(each)) lines.insert(lines.begin(), first_line);
            EXPECT_THAT(fault_of(lines, false), HasSubstr("is cut off")) << lines.back();
        }
    }
}

TEST(trace_reader, survives_bytes_that_were_changed) {
    const auto seed = std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto all = one_of_each();
    for (int round = 0; round < 20'000; ++round) {
        std::string line = to_line(all[random() % all.size()]);
        line.pop_back();
        for (auto changes = random() % 4; changes > 0; --changes)
            line[random() % line.size()] = static_cast<char>(random());
        reader read;
        static_cast<void>(read.read(first_line));
        const auto record = read.read(line);
        if (!record) {
            EXPECT_THAT(record.error(), HasSubstr("Line 2 ")) << line;
        } else if (*record) {  // whatever it says now can be written and read again
            const std::string again = to_line(**record);
            EXPECT_EQ(to_line(**from_line(std::string_view(again).substr(0, again.size() - 1))), again);
        }
    }
}

}  // namespace
}  // namespace vafast::trace
