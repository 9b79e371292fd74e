// Matchers for GoogleTest: of what a testing::server received, of what an untyped client did, and of errors.
//
//   EXPECT_THAT(server.received(), ElementsAre(is_text("Hello"), is_json({{"type", "test"}})));
//   EXPECT_THAT(received.get(5s), is_json({{"type", "test"}}));
#pragma once

#include <vafast/error.hpp>
#include <vafast/message.hpp>
#include <vafast/testing/server.hpp>

#include <algorithm>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>

#include <gmock/gmock.h>

namespace vafast::testing {

// For GoogleTest's reports.
inline void PrintTo(const received_message& message, std::ostream* out) {
    if (message.is_text)
        *out << "text " << message.data;
    else
        *out << "binary of " << message.data.size() << " bytes";
}

namespace detail {

inline received_message as_received(const message& value) {
    const auto of_bytes = [](const binary& data) {
        return received_message{.data = {reinterpret_cast<const char*>(data.data()), data.size()}};
    };
    return std::visit(overloaded{
                          [](const std::string& text) { return received_message{.is_text = true, .data = text}; },
                          [](const json& held) { return received_message{.is_text = true, .data = held.dump()}; },
                          [&](const binary& data) { return of_bytes(data); },
                          [&](const blob& held) { return of_bytes(held.data); },
                      },
                      value);
}

class message_matcher {
 public:
    using is_gtest_matcher = void;
    using predicate = std::function<bool(const received_message&)>;

    message_matcher(std::string name, predicate holds) : name_(std::move(name)), holds_(std::move(holds)) {}

    bool MatchAndExplain(const received_message& message, std::ostream*) const { return holds_(message); }
    bool MatchAndExplain(const message& value, std::ostream*) const { return holds_(as_received(value)); }
    void DescribeTo(std::ostream* out) const { *out << "is " << name_; }
    void DescribeNegationTo(std::ostream* out) const { *out << "is not " << name_; }

 private:
    std::string name_;
    predicate holds_;
};

}  // namespace detail

// A text message with this content.
inline detail::message_matcher is_text(std::string text) {
    return {"the text " + text,
            [text](const received_message& message) { return message.is_text && message.data == text; }};
}

// A text message that is this JSON, however it is written.
inline detail::message_matcher is_json(json expected) {
    return {"the JSON " + expected.dump(), [expected](const received_message& message) {
                json found;
                return message.is_text && json::try_parse(message.data, found) && found == expected;
            }};
}

// A binary message with this content.
inline detail::message_matcher is_binary(const binary& expected) {
    return {std::to_string(expected.size()) + " bytes",
            [data = detail::as_received(message(expected)).data](const received_message& message) {
                return !message.is_text && message.data == data;
            }};
}

// A vafast::error of this kind: EXPECT_THAT(failed.get(5s), is_error(error_kind::connect)).
MATCHER_P(is_error, kind, std::string(negation ? "is not" : "is") + " an error of the kind " + to_string(kind)) {
    *result_listener << "which says: " << arg.what();
    return arg.kind() == kind;
}

}  // namespace vafast::testing
