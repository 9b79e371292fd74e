// says: vafast: this struct has a base class; make the base a member, or write its members out
// names: message
#include <vafast/message/codec.hpp>

struct base {
    int number;
};
struct message : base {
    int id;
};

const std::string text = vafast::encode(message{});
