// Why a WebSocket connection was closed (RFC 6455 section 7.4, the IANA registry, and the hub's own range).
#pragma once

#include <cstdint>

namespace vafast::close_code {

inline constexpr std::uint16_t normal = 1000;               // the purpose is fulfilled
inline constexpr std::uint16_t going_away = 1001;           // the server goes down, the page is left
inline constexpr std::uint16_t protocol_error = 1002;       // a frame that breaks RFC 6455
inline constexpr std::uint16_t unsupported_data = 1003;     // a kind of data that is not accepted
inline constexpr std::uint16_t no_status = 1005;            // never sent: the close frame carried no code
inline constexpr std::uint16_t abnormal = 1006;             // never sent: the connection ended without a close frame
inline constexpr std::uint16_t invalid_payload = 1007;      // text that is not UTF-8, or data that does not inflate
inline constexpr std::uint16_t policy_violation = 1008;     // refused, for a reason that no other code says
inline constexpr std::uint16_t message_too_big = 1009;      // a message that is larger than the other side takes
inline constexpr std::uint16_t mandatory_extension = 1010;  // the server lacks an extension that is needed
inline constexpr std::uint16_t internal_error = 1011;       // the server cannot go on
inline constexpr std::uint16_t service_restart = 1012;      // the server starts anew; come back
inline constexpr std::uint16_t try_again_later = 1013;      // the server has too much to do
inline constexpr std::uint16_t bad_gateway = 1014;          // who is behind the server answered wrongly
inline constexpr std::uint16_t tls_handshake = 1015;        // never sent

// The hub's own (docs/hub-protocol.md): 4000 to 4499 mean that the client should reconnect, 4500 to 4999 that it must
// not.
inline constexpr std::uint16_t come_back = 4000;             // connect again, for a reason that no other code says
inline constexpr std::uint16_t draining = 4001;              // the hub goes down; it said when to come back
inline constexpr std::uint16_t slow_consumer = 4002;         // more waits for this client than it reads
inline constexpr std::uint16_t ping_timeout = 4003;          // it answered no ping
inline constexpr std::uint16_t unauthorized = 4500;          // no token, or none that is accepted
inline constexpr std::uint16_t token_expired = 4501;         // the token ended, and no fresh one came
inline constexpr std::uint16_t banned = 4502;                // this user is not wanted
inline constexpr std::uint16_t hub_protocol_error = 4503;    // what it sent is not vafast.v1
inline constexpr std::uint16_t too_many_connections = 4504;  // of this user
inline constexpr std::uint16_t session_taken_over = 4505;    // the same session came on another connection

}  // namespace vafast::close_code
