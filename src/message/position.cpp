#include "message/position.hpp"

#include "message/json_pointer.hpp"
#include "message/json_reader.hpp"

#include <charconv>

namespace vafast::message_detail {

namespace {

using step = json_reader::step;

bool enter_element(json_reader& reader, std::string_view name) {
    std::size_t index = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (failure != std::errc() || end != name.data() + name.size() || !reader.enter()) return false;
    for (std::size_t i = 0; reader.next_element(i == 0) == step::item; ++i) {
        if (i == index) return true;
        if (!reader.skip_value()) return false;
    }
    return false;
}

// Of several of one name the last, as in the value that was read.
bool enter_member(json_reader& reader, std::string_view name) {
    const std::string wanted = unescape_step(name);
    std::optional<json_reader> found;
    if (!reader.enter()) return false;
    std::string_view key;
    for (bool first = true; reader.next_member(first, key) == step::item; first = false) {
        if (key == wanted) found = reader;
        if (!reader.skip_value()) return false;
    }
    if (found) reader = *found;
    return found.has_value();
}

}  // namespace

std::optional<std::size_t> position_of(std::string_view pointer, std::string_view text) {
    json_reader reader(text);
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const std::string_view name = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(name.size());
        const char opening = reader.peek();
        if (opening == '[' ? !enter_element(reader, name) : opening != '{' || !enter_member(reader, name))
            return std::nullopt;
    }
    if (reader.peek() == '\0') return std::nullopt;
    return reader.position();
}

}  // namespace vafast::message_detail
