// A WebSocket server for tests, in the same process: it accepts, refuses, stalls, closes, cuts and corrupts as it is
// told, and records what it received.
//
//   vafast::testing::server server;                                     // accepts, and says nothing by itself
//   server.script({{.status = 503, .headers = {{"Retry-After", "1"}}},  // but refuses the first connection
//                  {.echo = true}});                                    // and echoes on all others
//
// It listens on a free port of the loopback; made with a clock, on no port at all: then only clients on the clock's
// runtime reach it, and everything happens in the clock's time. Any thread; nothing blocks but the wait_… functions,
// which give up after their timeout.
#pragma once

#include <vafast/chrono.hpp>
#include <vafast/client_options.hpp>
#include <vafast/close_code.hpp>
#include <vafast/json.hpp>
#include <vafast/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace vafast::testing {

class clock;

// The steps of a connection, from the server's side.
enum class step : std::uint8_t {
    none,
    connect,    // TCP. (On a port the system accepts it for us: the client notices nothing before the next step.)
    tls,        // the TLS handshake
    handshake,  // the answer to the opening handshake
    open,       // everything after it: pings are not answered any more, nothing is read
    close,      // the answer to the client's close frame
};

// What the server does with one connection.
struct behaviour {
    step stall_at = step::none;          // does nothing from this step on, and keeps the connection
    step cut_at = step::none;            // drops the connection at this step: at handshake in the middle of its answer
    int status = 101;                    // of the answer to the handshake; anything else refuses it
    header_list headers{};               // further headers of the answer
    std::string body{};                  // of an answer that refuses
    std::string protocol{};              // the subprotocol that it chooses; empty: none
    std::string answer{};                // bytes to send in place of the answer to the handshake
    bool wrong_accept_key = false;       // answers the handshake of somebody else
    bool echo = false;                   // sends back each message
    std::chrono::milliseconds delay{0};  // before everything that it sends
};

// What breaks RFC 6455, for server::corrupt().
enum class corruption : std::uint8_t {
    reserved_bits,         // a frame with RSV2 and RSV3
    unknown_opcode,        // 3
    masked,                // a frame with a mask, which only a client may send
    not_utf8,              // a text message that is not UTF-8
    no_beginning,          // a continuation of nothing
    fragmented_ping,       // without FIN
    long_ping,             // of 126 bytes
    forbidden_close_code,  // 1005, which may not be sent
};

// Of what kind the server is.
struct server_options {
    // wss, with a certificate made for it alone: a client trusts it with {.tls = {.ca = server.certificate()}}.
    bool tls = false;
};

// What a client asked for.
struct received_request {
    std::size_t connection = 0;            // counted from 0, in the order in which they came
    std::string target{};                  // "/ws?room=1"
    header_list headers{};                 // as they came
    std::vector<std::string> protocols{};  // that it offered

    std::string_view header(std::string_view name) const noexcept;  // the first of that name, else empty
};

// A message that a client sent.
struct received_message {
    std::size_t connection = 0;  // as in received_request
    bool is_text = false;        // otherwise binary
    std::string data{};          // inflated

    vafast::json json() const;  // throws error(invalid_message) where it is none
};

// A close frame that a client sent.
struct received_close {
    std::size_t connection = 0;  // as in received_request
    std::uint16_t code = 0;      // 1005: the client's close frame had none
    std::string reason{};        // or empty
};

// TLS handshakes that came to an end.
struct tls_handshakes {
    std::size_t full = 0;     // with the certificate
    std::size_t resumed = 0;  // that took up an earlier session
};

class server_state;

class server {
 public:
    // Listens on a free port of the loopback; with a clock, on no port, and in its time.
    explicit server(server_options options = {});
    explicit server(clock& clock, server_options options = {});
    ~server();  // drops all connections
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    // Where it is: for create_websocket_client. And whom such a client has to trust, where it speaks TLS.
    std::string url(std::string_view target = "/") const;
    pem_source certificate() const;

    // The first connection from now on does as the first of these says, and so on; all further ones as the last.
    // Without a script, and after an empty one: as behaviour() says.
    void script(std::vector<behaviour> behaviours);

    // What follows concerns all connections that are open then, in the order of the calls.
    template <class Text>
        requires std::is_convertible_v<const Text&, std::string_view>
    void send(const Text& text) {
        send_message(true, text);
    }
    void send(const json& value) { send_message(true, value.dump()); }
    void send(const binary& data) { send_message(false, {reinterpret_cast<const char*>(data.data()), data.size()}); }
    void send_bytes(std::string_view raw);  // as they are, a frame or not
    void corrupt(corruption how);
    void ping();
    void close(std::uint16_t code = close_code::normal, std::string_view reason = {});
    void stall();         // reads nothing and answers nothing any more
    void cut();           // drops the connection, without a close frame
    void cut_in_frame();  // the same, when half of a frame was sent

    // Drops all connections and listens no more; listens again, at the same place.
    void stop();
    void start();

    // What came, so far.
    std::size_t connections() const;  // that are open
    std::vector<received_request> requests() const;
    std::vector<received_message> received() const;
    std::vector<received_close> closes() const;
    vafast::testing::tls_handshakes tls_handshakes() const;

    // Each gives what no earlier call gave; nothing after the timeout.
    std::optional<received_request> wait_for_request(std::chrono::milliseconds timeout = patience);
    std::optional<received_message> wait_for_message(std::chrono::milliseconds timeout = patience);
    std::optional<received_close> wait_for_close(std::chrono::milliseconds timeout = patience);
    // Whether as many connections are, or come to be, open at the same time.
    bool wait_for_connections(std::size_t count, std::chrono::milliseconds timeout = patience) const;

    // How long the wait_… functions wait unless told otherwise.
    static constexpr std::chrono::milliseconds patience{5'000};

 private:
    void send_message(bool is_text, std::string_view data);

    std::shared_ptr<server_state> state_;
};

}  // namespace vafast::testing
