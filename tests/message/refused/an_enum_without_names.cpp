// says: vafast: this enum has no enumerator with a value from 0 to 63; specialise vafast::enum_names for it
// names: status
#include <vafast/message/codec.hpp>

enum class status { ok = 200, missing = 404 };

struct message {
    int id;
    status code;
};

const std::string text = vafast::encode(message{});
