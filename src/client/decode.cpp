#include "client/decode.hpp"

namespace vafast::client_detail {

message decode(const message_event& event, binary_type binaries) {
    if (event.is_text) {
        if (json value; json::try_parse(event.text(), value)) return value;
        return std::string(event.text());
    }
    binary data(event.bytes.begin(), event.bytes.end());
    if (binaries == binary_type::blob) return blob{.data = std::move(data)};
    return data;
}

message decode_publication(const message_event& event) {
    json value;
    if (!json::try_parse(event.text(), value)) return std::string(event.text());
    if (value.is_string()) return std::move(value).get<std::string>();
    return value;
}

}  // namespace vafast::client_detail
