#include "client/decode.hpp"

#include <vafast/typed_client.hpp>

namespace vafast {

bool detail::decode_and_use(std::string_view text, void* value, const description& type, void* context,
                            void (*use)(void*, const void*), validation_error& why) {
    text_storage storage;
    if (!decode_value(text, value, type, json::utf8::known_valid, &why, &storage, nullptr)) return false;
    use(context, value);
    return true;
}

namespace client_detail {

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

}  // namespace client_detail
}  // namespace vafast
