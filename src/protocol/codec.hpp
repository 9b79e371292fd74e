// The frames of vafast.v1 as text and back. Pure; any thread.
#pragma once

#include "protocol/frame.hpp"

#include <vafast/message/codec.hpp>

#include <string>
#include <string_view>
#include <variant>

#include <tl/expected.hpp>

namespace vafast::protocol {

using client_frame = std::variant<hello, token, join, leave, publish, history, presence, ping, message>;
using hub_frame = std::variant<ok, error, publication, user_joined, user_left, removed, goodbye, pong, message>;

// Whether a text frame is one of the hub's, and none of the application's: an object whose first member is "$", a text.
// What we write has no white space there; others' JSON may.
bool is_spaced_hub_frame(std::string_view text) noexcept;
inline bool is_hub_frame(std::string_view text) noexcept {
    return text.starts_with(R"({"$":")") || is_spaced_hub_frame(text);
}

struct codec_error {
    bool is_unknown = false;  // there is no frame of that name
    std::string reason{};     // a sentence
    request_id id{};          // of the request, where it could be read
};

// `text` is a hub frame, and known to be UTF-8. The views in the result refer to it, or to `storage`, which holds what
// was written with escapes.
tl::expected<client_frame, codec_error> read_client_frame(std::string_view text);
tl::expected<hub_frame, codec_error> read_hub_frame(std::string_view text, text_storage& storage);

// The same for a publication in the form that hubs give it: its members in their order, without blanks, and with
// escapes only in `data`. False for all else, of which nothing is said yet.
bool read_plain(std::string_view text, publication& out);

// Appends the text of any of the frames.
void append(const client_frame& frame, std::string& out);
void append(const hub_frame& frame, std::string& out);

// An application's text as it travels in hub mode: itself, or wrapped where it looks like a hub frame.
void append_application_text(std::string_view text, std::string& out);

}  // namespace vafast::protocol
