// says: minimum, maximum, their exclusive forms and multiple_of are for numbers
// names: message
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

struct message {
    std::string it;
    static consteval auto rules() { return vafast::rules(vafast::member(&message::it, vafast::minimum(3))); }
};

const std::string text = vafast::encode(message{});
