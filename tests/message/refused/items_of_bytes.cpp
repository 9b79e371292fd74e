// says: min_items and max_items are for arrays and maps
// names: message
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

struct message {
    std::vector<std::byte> it;
    static consteval auto rules() { return vafast::rules(vafast::member(&message::it, vafast::min_items(3))); }
};

const std::string text = vafast::encode(message{});
