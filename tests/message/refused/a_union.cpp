// says: vafast: a union cannot be part of a message; use std::variant
// names: message
// names: either
#include <vafast/message/codec.hpp>

union both {
    int a;
    float b;
};

struct message {
    int id;
    both either;
};

const std::string text = vafast::encode(message{});
