// Structs from JSON text and back, as a typed client does it: the frames have checked the UTF-8 already.
#include "message/messages.hpp"
#include "workload.hpp"

#include <string>

namespace bench {
namespace {

constexpr std::size_t texts = 256;  // as many as messages.cpp makes
constexpr std::size_t few = 16;

template <class T>
std::function<void()> decoding(std::vector<std::string> given) {
    return [given = std::move(given)] {
        for (const std::string& text : given) {
            T out{};
            require(vafast::try_decode(text, out, nullptr, nullptr, vafast::json::utf8::known_valid), "decode");
            keep(out);
        }
    };
}

template <class T>
std::function<void()> encoding(const std::vector<std::string>& given) {
    std::vector<T> values;
    for (const std::string& text : given) values.push_back(vafast::decode<T>(text));
    return [values = std::move(values)] {
        for (const T& value : values) {
            const std::string_view text =
                vafast::detail::encode_value(&value, vafast::detail::description_of<T>::value, nullptr);
            require(!text.empty(), "encode");
        }
    };
}

std::vector<std::string> some_orders() {
    auto orders = order_texts();
    orders.resize(few);
    return orders;
}

}  // namespace

std::vector<workload> message_workloads() {
    return {
        {"decode a chat message", "message", texts, 0, 16, [] { return decoding<chat_protocol>(chat_texts()); }},
        {"decode an order", "message", few, 0, 8, [] { return decoding<order>(some_orders()); }},
        {"encode a chat message", "message", texts, 0, 16, [] { return encoding<chat_protocol>(chat_texts()); }},
        {"encode an order", "message", few, 0, 8, [] { return encoding<order>(some_orders()); }},
    };
}

}  // namespace bench
