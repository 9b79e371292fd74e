// says: vafast: a raw pointer cannot be part of a message
// names: message
// names: name
#include <vafast/message/codec.hpp>

struct message {
    const char* name;
    int id;
};

const std::string text = vafast::encode(message{});
