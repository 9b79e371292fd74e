// says: vafast: a raw pointer cannot be part of a message; use std::unique_ptr, std::optional or the value
// names: message
// names: who
#include <vafast/message/codec.hpp>

struct message {
    int id;
    int* who;
};

const std::string text = vafast::encode(message{});
