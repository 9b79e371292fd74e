// After which ends of a connection trying again is no use (docs/reconnection.md). Pure; any thread.
#pragma once

#include <vafast/close_code.hpp>

#include <cstdint>

namespace vafast::client_detail {

// What the server's close frame says. Everything else is worth another attempt, 1000 too: only the program's own
// close() means that it no longer wants a connection.
constexpr bool is_final_close(std::uint16_t code) noexcept {
    switch (code) {
        case close_code::protocol_error:
        case close_code::unsupported_data:
        case close_code::invalid_payload:
        case close_code::policy_violation:
        case close_code::message_too_big:
        case close_code::mandatory_extension: return true;
        default: return code >= 4500 && code <= 4999;  // the hub's terminal codes
    }
}

}  // namespace vafast::client_detail
