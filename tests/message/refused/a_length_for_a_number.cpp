// says: min_length, max_length, matches and format are for strings
// names: message
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

struct message {
    int it;
    static consteval auto rules() { return vafast::rules(vafast::member(&message::it, vafast::max_length(3))); }
};

const std::string text = vafast::encode(message{});
