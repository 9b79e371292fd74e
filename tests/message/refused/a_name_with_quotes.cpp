// says: a name has neither quotes, backslashes nor control characters
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

struct message {
    int it;
    static consteval auto rules() { return vafast::rules(vafast::member(&message::it, vafast::named("a\"b"))); }
};

const std::string text = vafast::encode(message{});
