// says: each is for arrays and maps
// names: message
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

struct message {
    int it;
    static consteval auto rules() {
        return vafast::rules(vafast::member(&message::it, vafast::each(vafast::minimum(3))));
    }
};

const std::string text = vafast::encode(message{});
