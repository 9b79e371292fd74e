#include <vafast/client.hpp>
#include <vafast/typed_hub.hpp>

#include <future>

#include <gmock/gmock.h>

namespace vafast {
namespace {

struct question {
    static constexpr std::string_view type = "question";
    std::string text;
    static consteval auto rules() { return vafast::rules(member(&question::text, min_length(1))); }
};
struct answer {
    static constexpr std::string_view type = "answer";
    std::string text;
};
using protocol_of_tests = std::variant<question, answer>;

constexpr std::chrono::seconds patience{60};

class typed_hub_test : public testing::Test {
 protected:
    typed_hub_test() : client_(connect()) {}
    ~typed_hub_test() override {
        client_.close().get(patience);
        hub_.stop().get(patience);
    }

    websocket_client<protocol_of_tests> connect() {
        hub_.on<question>([this](hub_connection& from, const question& asked) {
            hub_.send(from, answer{"You asked: " + asked.text});
            EXPECT_TRUE(hub_.publish(from, "questions", asked).is_allowed());
        });
        hub_.on<"validation_error">([this](hub_connection&, const validation_error& why, std::string_view text) {
            refused_.set_value(why.path + " of " + std::string(text));
        });
        hub_.start();
        return create_websocket_client<protocol_of_tests>(hub_.urls().front());
    }

    std::promise<std::string> refused_;
    typed_hub<protocol_of_tests> hub_{hub_server_options{.listen = {"127.0.0.1:0"}, .threads = 1}};
    websocket_client<protocol_of_tests> client_;
};

TEST_F(typed_hub_test, exchanges_structs_with_a_typed_client) {
    std::promise<std::string> answered;
    client_.on<answer>([&](const answer& given) { answered.set_value(given.text); });
    client_.connect().get(patience);
    EXPECT_EQ(client_.send(question{"Why?"}), send_status::sent);
    EXPECT_EQ(answered.get_future().get(), "You asked: Why?");
}

TEST_F(typed_hub_test, publishes_structs_that_members_get_as_structs) {
    std::vector<std::string> heard;
    std::promise<void> done;
    client_.on<"room_message">(
        [&](const std::string& room, const protocol_of_tests& message, const message_event& event) {
            heard.push_back(room + ": " + std::get<question>(message).text);
            heard.push_back(std::string(event.from.substr(0, 6)));
            if (heard.size() == 4) done.set_value();
        });
    client_.connect().get(patience);
    client_.join_room("questions").get(patience);
    hub_.publish("questions", question{"Why?"}).get(patience);
    client_.send(question{"Who?"});  // published in its name
    done.get_future().get();
    EXPECT_EQ(heard, (std::vector<std::string>{"questions: Why?", "", "questions: Who?", "guest-"}));
}

TEST_F(typed_hub_test, refuses_what_is_no_message_on_either_side) {
    std::promise<std::string> told;
    client_.on<"validation_error">([&](const validation_error& why) { told.set_value(why.rule); });
    client_.connect().get(patience);
    EXPECT_EQ(client_.send(question{""}), send_status::invalid);
    EXPECT_EQ(told.get_future().get(), "minLength");

    auto untyped = create_websocket_client(hub_.urls().front());
    untyped.connect().get(patience);
    untyped.send(R"({"type":"question","text":""})");
    EXPECT_EQ(refused_.get_future().get(), R"(/text of {"type":"question","text":""})");
    untyped.close().get(patience);
}

}  // namespace
}  // namespace vafast
