#include "client/policy/hub_answer.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace vafast::client_detail {
namespace {

constexpr std::uint64_t an_hour = 3'600'000;  // in milliseconds: nobody keeps us away for longer, as with Retry-After

// The answers for single rooms carry no `retry`: these two pass by themselves.
bool may_pass(std::string_view code) {
    return code == protocol::error_code::unavailable || code == protocol::error_code::rate_limited;
}

}  // namespace

error refusal_of(const protocol::error& said) {
    error refusal(error_kind::refused, said.reason.empty() ? "The hub refused: " + said.code + "." : said.reason);
    if (!said.retry) refusal = std::move(refusal).final();
    if (said.after)
        refusal = std::move(refusal).with_retry_after(std::chrono::ceil<std::chrono::seconds>(
            std::chrono::milliseconds(std::min<std::uint64_t>(*said.after, an_hour))));
    return std::move(refusal).with_code(said.code);
}

error refusal_in_room(const protocol::room_answer& said) {
    return refusal_of(
        {.code = *said.error, .reason = said.reason.value_or(std::string()), .retry = may_pass(*said.error)});
}

error not_supported() {
    return error(error_kind::not_supported,
                 "The server does not speak vafast.v1: rooms and broadcasts need a hub at the other end.")
        .final();
}

protocol::room_answer no_answer() {
    return {.error = std::string(protocol::error_code::unavailable), .reason = "The hub did not answer for this room."};
}

receipt receipt_of(const protocol::ok& answer) {
    receipt result;
    if (!answer.rooms) return result;
    for (const auto& [name, said] : *answer.rooms) {
        room_result one{.room = name, .offset = said.offset.value_or(0)};
        if (said.error) one.refusal = refusal_in_room(said);
        result.rooms.push_back(std::move(one));
    }
    return result;
}

room_history history_of(const protocol::ok& answer) {
    room_history result{.offset = answer.offset.value_or(0)};
    if (!answer.publications) return result;
    for (const protocol::stored_publication& each : *answer.publications)
        result.messages.push_back(
            {.offset = each.offset, .from = each.from.value_or(std::string()), .data = raw_json(each.data)});
    return result;
}

}  // namespace vafast::client_detail
