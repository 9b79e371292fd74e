// What travels: text, JSON, binary data, blobs. Values.
#pragma once

#include <vafast/chrono.hpp>
#include <vafast/json.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vafast {

// Bytes.
using binary = std::vector<std::byte>;

// Bytes with a media type. The type is the program's own knowledge: WebSocket does not carry it.
struct blob {
    binary data{};       // the content
    std::string type{};  // "image/png", or empty

    bool operator==(const blob& other) const noexcept;  // compares all members
};

// A message as an untyped client receives it: text that is JSON as json, other text as a string; binary frames as
// binary or blob, as the option binary_type says.
struct message : std::variant<std::string, json, binary, blob> {
    using variant::variant;
    // Text would fit json as well: it is text.
    message(const char* text);
    message(std::string_view text);
};

// How a message came.
struct message_event {
    bool is_text = false;                          // a text frame; otherwise binary (RFC 6455 section 5.6)
    std::span<const std::byte> bytes{};            // as received, inflated; valid while the handler runs
    std::chrono::system_clock::time_point time{};  // when it was read from the network
    std::string_view from{};   // the user who published it, as the hub knows them; empty where there is none
    std::uint64_t offset = 0;  // its place in its room; 0 where it came through none

    // In bytes; and the bytes as text, which they are where is_text says so.
    std::size_t size() const noexcept { return bytes.size(); }
    std::string_view text() const noexcept { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
};

// Calls the overload that fits: `std::visit(overloaded{[](const std::string&) {…}, [](const json&) {…}, …}, message)`.
template <class... Fs>
struct overloaded : Fs... {
    using Fs::operator()...;
};
// Takes the types from the lambdas.
template <class... Fs>
overloaded(Fs...) -> overloaded<Fs...>;

// Milliseconds since 1970, as JavaScript's Date.now().
inline std::int64_t now_ms() noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

}  // namespace vafast
