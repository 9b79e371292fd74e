#include "protocol/codec.hpp"

#include "protocol/room_name.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

namespace vafast::protocol {
namespace {

std::string text_of(const hub_frame& frame) {
    std::string text;
    append(frame, text);
    return text;
}
std::string text_of(const client_frame& frame) {
    std::string text;
    append(frame, text);
    return text;
}

// The examples of the page that others implement from, one frame a line.
std::vector<std::string> documented_frames() {
    std::ifstream page(VAFAST_SOURCE "/docs/hub-protocol.md");
    std::vector<std::string> frames;
    for (std::string line; std::getline(page, line);) {
        if (is_hub_frame(line)) frames.push_back(line);
    }
    return frames;
}

TEST(codec, reads_and_writes_every_frame_of_the_documentation_to_the_letter) {
    const std::vector<std::string> frames = documented_frames();
    text_storage storage;
    EXPECT_GT(frames.size(), 25u);
    for (const std::string& text : frames) {
        const auto from_client = read_client_frame(text);
        const auto from_hub = read_hub_frame(text, storage);
        ASSERT_TRUE(from_client || from_hub) << text << '\n' << from_client.error().reason;
        EXPECT_TRUE((from_client && text_of(*from_client) == text) || (from_hub && text_of(*from_hub) == text)) << text;
    }
}

TEST(codec, tells_hub_frames_from_messages_of_the_application) {
    EXPECT_TRUE(is_hub_frame(R"({"$":"ping"})"));
    for (const char* other : {R"({"type":"chat"})", R"({"$")", R"({"$":5})", R"({"$x":"ping"})",
                              R"({"a":1,"$":"ping"})", R"({{"$":"ping"})", R"("$":"ping")", "{", "", " "})
        EXPECT_FALSE(is_hub_frame(other)) << other;
}

// Python's json.dumps, for one, writes a space after each colon.
TEST(codec, takes_hub_frames_with_white_space_in_them) {
    const std::string exact = R"({"$":"leave","id":1,"room":"a"})";
    for (const char* spaced : {R"({"$": "leave", "id": 1, "room": "a"})", R"({ "$" : "leave" , "id" : 1,"room":"a" })",
                               "\r\n{\n\t\"$\"\t:\n\"leave\",\"id\":1,\"room\":\"a\"}\n"}) {
        EXPECT_TRUE(is_hub_frame(spaced)) << spaced;
        const auto frame = read_client_frame(spaced);
        ASSERT_TRUE(frame) << spaced;
        EXPECT_EQ(text_of(*frame), exact);
    }
}

TEST(codec, hands_on_the_data_as_it_came) {
    const std::string text = R"({"$":"publication","room":"a","offset":1,"data":{"x" : [1.0, "é"]}})";
    text_storage storage;
    const auto frame = read_hub_frame(text, storage);
    ASSERT_TRUE(frame);
    EXPECT_EQ(std::get<publication>(*frame).data.text(), R"({"x" : [1.0, "é"]})");
    EXPECT_EQ(std::get<publication>(*frame).data.text().data(), text.data() + text.find(R"({"x")"));
}

TEST(codec, keeps_what_a_publication_says_with_escapes) {
    const std::string text = R"({"$":"publication","room":"a\u0062","offset":1,"from":"\"al\u0069ce\"","data":1})";
    text_storage storage;
    const auto frame = read_hub_frame(text, storage);
    ASSERT_TRUE(frame);
    EXPECT_EQ(std::get<publication>(*frame).room, "ab");
    EXPECT_EQ(std::get<publication>(*frame).from, "\"alice\"");
}

// As the careful reader sees it.
std::string carefully_read(const std::string& text) {
    text_storage storage;
    const auto frame = read_hub_frame(text, storage);
    return frame ? text_of(*frame) : "wrong";
}

TEST(codec, reads_plain_publications_as_carefully_as_all_others) {
    const std::string begin = R"({"$":"publication","room":"a","offset":)";
    for (const std::string& text : {
             begin + R"(7,"data":{"x" : [1.0, "é"]}})",
             begin + R"(7,"from":"alice","data":"}\"}"})",
             begin + R"(7,"from":"alice","data":"a text, plain"})",
             begin + R"(0,"from":"","data":null})",
             begin + R"(9999999999999999,"data":-1.5e3})",
         }) {
        publication plain;
        ASSERT_TRUE(read_plain(text, plain)) << text;
        EXPECT_EQ(text_of(plain), carefully_read(text));
    }
}

TEST(codec, leaves_what_is_no_plain_publication_to_the_careful_reader) {
    const std::string begin = R"({"$":"publication","room":"a","offset":)";
    for (const std::string& text : {
             std::string(),
             begin,
             begin + "7",
             begin + R"(7,"data":)",
             begin + R"(7,"data":})",
             begin + R"(7,"data":1)",
             begin + R"(-7,"data":1})",
             begin + R"(07,"data":1})",
             begin + R"(7.0,"data":1})",
             begin + R"(7,"data":01})",
             begin + R"(7,"data":1}})",
             begin + R"(7,"data":"})",
             begin + R"(7,"data":"a","data":"b"})",
             begin + R"(7,"data":"a"b"})",
             begin + R"(7,"data":[1})",
             begin + R"(7,"data": 1})",
             begin + R"(7,"data":1 })",
             begin + R"(7,"data":1} )",
             begin + R"(7,"data":1,"data":2})",
             begin + R"(7,"data":1,"from":"b"})",
             begin + R"(7,"from":null,"data":1})",
             begin + R"(7,"from":"\u0062","data":1})",
             begin + R"(7,"more":1,"data":1})",
             std::string(R"({"$":"publication","offset":7,"room":"a","data":1})"),
             std::string(R"({"$":"join","room":"a","user":"b"})"),
         }) {
        publication plain;
        EXPECT_FALSE(read_plain(text, plain)) << text;
    }
}

TEST(codec, knows_to_whom_a_publish_goes) {
    const auto to = [](std::string_view target) {
        const std::string text = R"({"$":"publish","to":)" + std::string(target) + R"(,"data":1})";
        const auto frame = read_client_frame(text);
        return frame ? std::optional(std::get<publish>(*frame).to) : std::nullopt;
    };
    EXPECT_EQ(to(R"("all")"), (target{.all = true}));
    EXPECT_EQ(to(R"({"rooms":["a","b"]})"), (target{.rooms = {"a", "b"}}));
    EXPECT_EQ(to(R"({"user":"bob"})"), (target{.user = "bob"}));
    EXPECT_EQ(to(R"("everybody")"), std::nullopt);
    EXPECT_EQ(to(R"({"rooms":[]})"), std::nullopt);
    EXPECT_EQ(to("{}"), std::nullopt);
}

TEST(codec, ignores_members_that_it_does_not_know) {
    EXPECT_TRUE(read_client_frame(R"({"$":"leave","room":"a","color":"red"})"));
}

TEST(codec, says_of_an_unknown_frame_that_it_is_unknown_and_whose_answer_is_due) {
    const auto frame = read_client_frame(R"({"$":"dance","id":7})");
    ASSERT_FALSE(frame);
    EXPECT_TRUE(frame.error().is_unknown);
    EXPECT_EQ(frame.error().id, 7u);
}

TEST(codec, says_what_is_wrong_with_a_frame) {
    const auto frame = read_client_frame(R"({"$":"join","id":8,"room":5})");
    ASSERT_FALSE(frame);
    EXPECT_FALSE(frame.error().is_unknown);
    EXPECT_EQ(frame.error().id, 8u);
    EXPECT_THAT(frame.error().reason, testing::HasSubstr("at /room"));
}

TEST(codec, wraps_a_text_of_the_application_that_looks_like_a_hub_frame) {
    const auto travels_as = [](std::string_view text) {
        std::string out;
        append_application_text(text, out);
        return out;
    };
    EXPECT_EQ(travels_as("hello"), "hello");
    EXPECT_EQ(travels_as(R"({"$":"ping"})"), R"({"$":"message","data":{"$":"ping"}})");
    EXPECT_EQ(travels_as(R"({ "$": "ping"})"), R"({"$":"message","data":{ "$": "ping"}})");
    EXPECT_EQ(travels_as(R"({"$":"pi)"), R"({"$":"message","text":"{\"$\":\"pi"})");
}

TEST(room_name, is_short_printable_and_not_one_of_the_hubs_own) {
    EXPECT_TRUE(is_room_name("general"));
    EXPECT_TRUE(is_room_name("é room"));
    EXPECT_FALSE(is_room_name(""));
    EXPECT_FALSE(is_room_name("*"));
    EXPECT_FALSE(is_room_name("@alice"));
    EXPECT_FALSE(is_room_name("a\nb"));
    EXPECT_FALSE(is_room_name(std::string(256, 'a')));
    EXPECT_TRUE(is_room_name(std::string(255, 'a')));
}

}  // namespace
}  // namespace vafast::protocol
