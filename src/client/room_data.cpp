#include <vafast/client.hpp>

#include <algorithm>

namespace vafast {

bool receipt::is_complete() const noexcept {
    return std::none_of(rooms.begin(), rooms.end(), [](const room_result& each) { return each.refusal.has_value(); });
}

namespace detail {
namespace {

error not_for_rooms(std::string why) { return error(error_kind::invalid_message, std::move(why)).final(); }

}  // namespace

room_data make_room_data(const json& value) {
    room_data result;
    try {
        value.append_to(result.json);
    } catch (const error& not_utf8) {
        result.problem = not_for_rooms(not_utf8.what());
    }
    return result;
}

room_data make_room_data(std::string_view text) { return make_room_data(json(text)); }

room_data make_room_data(const message& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return make_room_data(std::string_view(*text));
    if (const auto* object = std::get_if<json>(&value)) return make_room_data(*object);
    return {.problem = not_for_rooms("Rooms carry text and JSON, not bytes: send what is binary as base64 in JSON.")};
}

room_data make_room_data(const void* value, const description& type) {
    validation_error why;
    const std::string_view text = encode_value(value, type, &why);
    if (text.data() != nullptr) return {.json = std::string(text), .problem = {}};
    return {.json = {}, .problem = error(error_kind::invalid_message, why.what())};
}

}  // namespace detail
}  // namespace vafast
