// says: vafast: this client does not send messages of this type
// names: chat_message
// names: system_message
#include <vafast/client.hpp>

struct chat_message {
    static constexpr std::string_view type = "chat";
    std::string text;
};
struct system_message {
    static constexpr std::string_view type = "system";
    int code;
};
struct stranger {
    int number;
};
using protocol = std::variant<chat_message, system_message>;

void send(vafast::websocket_client<chat_message, system_message>& client) { client.send(chat_message{"a"}); }
