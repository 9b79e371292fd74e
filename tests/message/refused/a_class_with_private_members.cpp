// says: vafast: this class has constructors, private members or virtual functions, so that its members cannot be found;
// make it a plain struct, or specialise vafast::codec for it names: message names: secret
#include <vafast/message/codec.hpp>

class hidden {
    [[maybe_unused]] int number = 0;
};

struct message {
    int id;
    hidden secret;
};

const std::string text = vafast::encode(message{});
