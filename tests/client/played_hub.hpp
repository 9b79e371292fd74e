// One connection of a hub that a test plays by hand, blocking. One thread: that of the scripted_server.
#pragma once

#include "client/support.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vafast::client_detail::testing {

class played_hub {
 public:
    // Takes the handshake, and chooses `protocol`.
    explicit played_hub(scripted_server::socket& socket, std::string_view protocol = "vafast.v1");

    const std::string& handshake() const noexcept { return handshake_; }
    // The next message, whatever it is; empty once the client has gone.
    std::string hear();
    void say(std::string_view text);
    // Hears a request, which contains `what`, and answers it: "$ID" in `answer` becomes its id.
    std::string answer(std::string_view what, std::string answer);
    // Says goodbye, and waits for the answer to that.
    void close(std::uint16_t code, std::string_view reason = {});

 private:
    void write(std::string_view bytes);

    scripted_server::socket& socket_;
    std::string handshake_;
    std::string input_;
};

// The id of a request.
std::string id_of(std::string_view request);

}  // namespace vafast::client_detail::testing
