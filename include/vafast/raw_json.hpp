// JSON that is kept as its bytes and looked into when somebody asks: to hand on `data` without parsing it, or to decide
// later what it is. Values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace vafast {

// Bytes of somebody else, which outlive this: one JSON value, checked.
class raw_json_view {
 public:
    raw_json_view() = default;
    // `text` is known to be JSON: it came from a decoder, or from an encoder.
    explicit constexpr raw_json_view(std::string_view text) noexcept : text_(text) {}

    // The bytes.
    constexpr std::string_view text() const noexcept { return text_; }
    // What it is as T, any type that can be a message; throws error(invalid_message) where it is something else.
    // (Defined in vafast/message/codec.hpp.)
    template <class T>
    T as() const;

    friend bool operator==(raw_json_view left, raw_json_view right) noexcept;  // compares the bytes

 private:
    std::string_view text_ = "null";
};

// The same, with bytes of its own.
class raw_json {
 public:
    raw_json() = default;
    // `text` is known to be JSON.
    explicit raw_json(std::string text) noexcept : text_(std::move(text)) {}
    explicit raw_json(raw_json_view view) : text_(view.text()) {}

    // The bytes, valid as long as this is.
    operator raw_json_view() const noexcept { return raw_json_view(text_); }
    const std::string& text() const noexcept { return text_; }
    // What it is as T, as for the view.
    template <class T>
    T as() const {
        return raw_json_view(text_).as<T>();
    }

    friend bool operator==(const raw_json& left, const raw_json& right) noexcept;  // compares the bytes

 private:
    std::string text_ = "null";
};

}  // namespace vafast
