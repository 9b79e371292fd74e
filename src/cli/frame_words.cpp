#include "cli/frame_words.hpp"

#include "protocol/codec.hpp"

#include <vafast/close_code.hpp>
#include <vafast/message.hpp>

#include <variant>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vafast::cli {
namespace {

std::string number(const protocol::request_id& id) { return id ? fmt::format(" {}", *id) : std::string(); }

std::string to_words(const protocol::target& to) {
    if (to.all) return "everybody";
    if (to.user) return "user " + *to.user;
    return fmt::format("{}", fmt::join(to.rooms, ", "));
}

std::string from_words(std::optional<std::string_view> from) {
    return from ? " from " + std::string(*from) : std::string();
}

std::string in_words(const protocol::client_frame& frame) {
    return std::visit(
        overloaded{
            [](const protocol::hello& each) {
                std::vector<std::string> rooms;
                for (const auto& asked : each.rooms) rooms.push_back(asked.room);
                return fmt::format("hello{}{}{}", number(each.id), rooms.empty() ? "" : " for ",
                                   fmt::join(rooms, ", "));
            },
            [](const protocol::token& each) { return "token" + number(each.id); },
            [](const protocol::join& each) { return "join" + number(each.id) + " " + each.room; },
            [](const protocol::leave& each) { return "leave" + number(each.id) + " " + each.room; },
            [](const protocol::publish& each) { return "publish" + number(each.id) + " to " + to_words(each.to); },
            [](const protocol::history& each) { return "history" + number(each.id) + " of " + each.room; },
            [](const protocol::presence& each) { return "presence" + number(each.id) + " in " + each.room; },
            [](const protocol::ping&) { return std::string("ping"); },
            [](const protocol::message&) { return std::string("message"); },
        },
        frame);
}

std::string in_words(const protocol::hub_frame& frame) {
    return std::visit(overloaded{
                          [](const protocol::ok& each) { return "ok" + number(each.id); },
                          [](const protocol::error& each) { return "error" + number(each.id) + " " + each.code; },
                          [](const protocol::publication& each) {
                              return fmt::format("publication {} in {}{}", each.offset, each.room,
                                                 from_words(each.from));
                          },
                          [](const protocol::user_joined& each) { return each.user + " joined " + each.room; },
                          [](const protocol::user_left& each) { return each.user + " left " + each.room; },
                          [](const protocol::removed& each) { return "removed from " + each.room; },
                          [](const protocol::goodbye& each) {
                              return fmt::format("goodbye, come back in {} to {} ms", each.after[0], each.after[1]);
                          },
                          [](const protocol::pong&) { return std::string("pong"); },
                          [](const protocol::message&) { return std::string("message"); },
                      },
                      frame);
}

}  // namespace

std::string opcode_name(std::uint8_t opcode) {
    switch (opcode) {
        case trace::opcode::continuation: return "continuation";
        case trace::opcode::text: return "text";
        case trace::opcode::binary: return "binary";
        case trace::opcode::close: return "close";
        case trace::opcode::ping: return "ping";
        case trace::opcode::pong: return "pong";
        default: return fmt::format("opcode {}", opcode);
    }
}

std::string_view close_code_name(std::uint16_t code) {
    switch (code) {
        case close_code::normal: return "normal";
        case close_code::going_away: return "going away";
        case close_code::protocol_error: return "protocol error";
        case close_code::unsupported_data: return "unsupported data";
        case close_code::no_status: return "no status";
        case close_code::abnormal: return "abnormal";
        case close_code::invalid_payload: return "invalid payload";
        case close_code::policy_violation: return "policy violation";
        case close_code::message_too_big: return "message too big";
        case close_code::mandatory_extension: return "mandatory extension";
        case close_code::internal_error: return "internal error";
        case close_code::service_restart: return "service restart";
        case close_code::try_again_later: return "try again later";
        case close_code::bad_gateway: return "bad gateway";
        case close_code::tls_handshake: return "TLS handshake";
        case close_code::draining: return "draining";
        case close_code::slow_consumer: return "slow consumer";
        case close_code::ping_timeout: return "ping timeout";
        case close_code::unauthorized: return "unauthorized";
        case close_code::token_expired: return "token expired";
        case close_code::banned: return "banned";
        case close_code::hub_protocol_error: return "hub protocol error";
        case close_code::too_many_connections: return "too many connections";
        case close_code::session_taken_over: return "session taken over";
        default: return {};
    }
}

std::string close_words(base::bytes payload) {
    if (payload.size() < 2) return payload.empty() ? "no code" : "half a code";
    const auto code =
        static_cast<std::uint16_t>(std::to_integer<unsigned>(payload[0]) << 8 | std::to_integer<unsigned>(payload[1]));
    std::string words = std::to_string(code);
    if (const auto name = close_code_name(code); !name.empty()) words.append(" ").append(name);
    if (payload.size() > 2) words.append(": ").append(base::as_text(payload.subspan(2)));
    return words;
}

std::string hub_words(trace::side from, std::string_view text) {
    if (!protocol::is_hub_frame(text)) return {};
    if (from == trace::side::client) {
        const auto frame = protocol::read_client_frame(text);
        return frame ? in_words(*frame) : "not what the hub's protocol has. " + frame.error().reason;
    }
    text_storage storage;
    const auto frame = protocol::read_hub_frame(text, storage);
    return frame ? in_words(*frame) : "not what the hub's protocol has. " + frame.error().reason;
}

std::string frame_words(const trace::frame& frame) {
    std::string words = opcode_name(frame.opcode);
    if (frame.fin) words += " fin";
    for (unsigned bit = 0; bit < 3; ++bit)
        if ((frame.rsv & (unsigned{trace::rsv1} >> bit)) != 0) words += fmt::format(" rsv{}", bit + 1);
    if (frame.masked) words += " masked";
    words += fmt::format(", {} byte{}", frame.length, frame.length == 1 ? "" : "s");
    const std::size_t size = trace::payload_of(frame).size();
    if (size != frame.length && !frame.cut) words += fmt::format(" ({} inflated)", size);
    if (frame.cut) words += ", cut";
    return words;
}

}  // namespace vafast::cli
