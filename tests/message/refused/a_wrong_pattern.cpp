// says: vafast: matches<> wants a regular expression of ECMA-262, and one that can be matched in linear time
// names: (unclosed
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

struct message {
    std::string it;
    static consteval auto rules() {
        return vafast::rules(vafast::member(&message::it, vafast::matches<"(unclosed">()));
    }
};

const std::string text = vafast::encode(message{});
