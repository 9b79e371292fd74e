// says: vafast: this struct has a C array as a member; use std::array
// names: message
#include <vafast/message/codec.hpp>

struct message {
    int id;
    int list[3];
};

const std::string text = vafast::encode(message{});
