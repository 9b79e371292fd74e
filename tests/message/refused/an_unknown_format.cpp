// says: vafast: there is no format of this name
// names: e-mail
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

struct message {
    std::string it;
    static consteval auto rules() { return vafast::rules(vafast::member(&message::it, vafast::format<"e-mail">())); }
};

const std::string text = vafast::encode(message{});
