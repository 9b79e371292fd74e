// says: unique_items is for arrays, and not for those of bool
// names: message
#include <vafast/message/codec.hpp>
#include <vafast/message/text_rules.hpp>

#include <map>

struct message {
    std::map<std::string, int> it;
    static consteval auto rules() { return vafast::rules(vafast::member(&message::it, vafast::unique_items())); }
};

const std::string text = vafast::encode(message{});
