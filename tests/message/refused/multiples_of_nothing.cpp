// says: multiple_of wants a number above 0
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

struct message {
    int it;
    static consteval auto rules() { return vafast::rules(vafast::member(&message::it, vafast::multiple_of(0))); }
};

const std::string text = vafast::encode(message{});
