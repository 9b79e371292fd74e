// says: vafast: a char is text to one reader and a number to the next; use std::string, or int8_t
// names: message
// names: letter
#include <vafast/message/codec.hpp>

struct message {
    int id;
    char letter;
};

const std::string text = vafast::encode(message{});
