// says: vafast: a raw pointer cannot be part of a message
#include <vafast/message/codec.hpp>

struct message {
    int id;
    std::vector<int*> who;
};

const std::string text = vafast::encode(message{});
