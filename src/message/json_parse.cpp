// Makes JSON values of what the reader reads.
#include "message/json_read.hpp"

#include <vafast/json.hpp>

namespace vafast {
namespace message_detail {
namespace {

bool read_array(json_reader& reader, json& out) {
    json::elements elements;
    if (!reader.enter()) return false;
    for (bool first = true;; first = false) {
        switch (reader.next_element(first)) {
            case json_reader::step::item: break;
            case json_reader::step::end: out = json(std::move(elements)); return true;
            case json_reader::step::fault: return false;
        }
        if (!read_json(reader, elements.emplace_back())) return false;
    }
}

bool read_object(json_reader& reader, json& out) {
    json::members members;
    if (!reader.enter()) return false;
    for (bool first = true;; first = false) {
        std::string_view key;
        switch (reader.next_member(first, key)) {
            case json_reader::step::item: break;
            case json_reader::step::end: out = json(std::move(members)); return true;
            case json_reader::step::fault: return false;
        }
        if (!read_json(reader, members.emplace_back(key, nullptr).second)) return false;
    }
}

bool read_string(json_reader& reader, json& out) {
    std::string_view text;
    if (!reader.read_string(text)) return false;
    out = json(text);
    return true;
}

bool read_number(json_reader& reader, json& out) {
    json_number number;
    if (!reader.read_number(number)) return false;
    out = std::visit([](auto value) { return json(value); }, number);
    return true;
}

bool read_word(json_reader& reader, std::string_view word, json value, json& out) {
    if (!reader.read_word(word)) return false;
    out = std::move(value);
    return true;
}

}  // namespace

// Recursive, and bounded by the reader, which does not enter more than max_json_depth levels.
bool read_json(json_reader& reader, json& out) {
    switch (reader.peek()) {
        case '"': return read_string(reader, out);
        case '{': return read_object(reader, out);
        case '[': return read_array(reader, out);
        case 't': return read_word(reader, "true", true, out);
        case 'f': return read_word(reader, "false", false, out);
        case 'n': return read_word(reader, "null", nullptr, out);
        default: return read_number(reader, out);
    }
}

}  // namespace message_detail

bool json::try_parse(std::string_view text, json& out, std::string* why, utf8 encoding) {
    message_detail::json_reader reader(text, encoding == utf8::check);
    json value;
    if (message_detail::read_json(reader, value) && reader.finish()) {
        out = std::move(value);
        return true;
    }
    if (why != nullptr) *why = reader.why();
    return false;
}

json json::parse(std::string_view text, utf8 encoding) {
    json value;
    std::string why;
    if (!try_parse(text, value, &why, encoding)) {
        throw error(error_kind::invalid_message, "The text is not JSON: " + why + ".");
    }
    return value;
}

bool json::accept(std::string_view text, utf8 encoding) {
    message_detail::json_reader reader(text, encoding == utf8::check);
    return reader.skip_value() && reader.finish();
}

}  // namespace vafast
