// The id of a client's session: a secret that the hub gives it, by which it is known again on its next connection.
// A value; any thread.
#pragma once

#include "base/random.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace vafast::hub_detail {

class session_id {
 public:
    static session_id draw(base::random& from) { return session_id(from.draw<std::array<std::byte, 16>>()); }
    // Nothing where `text` is no such id.
    static std::optional<session_id> parse(std::string_view text);

    std::string text() const;  // 32 hexadecimal digits
    // What a hub without authentication calls the client: the same on every connection of the session, and it does not
    // give away the id.
    std::string guest_name() const;

    bool operator==(const session_id&) const = default;

 private:
    explicit session_id(const std::array<std::byte, 16>& bytes) noexcept : bytes_(bytes) {}

    std::array<std::byte, 16> bytes_;
};

}  // namespace vafast::hub_detail
