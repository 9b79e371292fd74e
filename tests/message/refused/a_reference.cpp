// says: vafast: this struct cannot be made without arguments, so it cannot be received; give its members initialisers,
// and no references names: message
#include <vafast/message/codec.hpp>

struct message {
    int& id;
};

std::string text_of(const message& value) { return vafast::encode(value); }
