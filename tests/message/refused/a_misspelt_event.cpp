// says: vafast: there is neither an event of this name nor a message with this discriminator. The events are: open,
// close, error, message names: mesage
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

void listen(vafast::websocket_client<protocol>& client) {
    client.on<"mesage">([] {});
}
