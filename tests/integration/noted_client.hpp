// A client of ours that notes what happens, as lines that tests compare.
#pragma once

#include "client/support.hpp"
#include "integration/peers.hpp"

#include <vafast/client.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace vafast::integration {

// Reconnects within milliseconds, and without chance.
inline client_options quick(client_options options = {}) {
    options.reconnect_delay = std::chrono::milliseconds(5);
    options.max_reconnect_delay = std::chrono::milliseconds(40);
    options.reconnect_jitter = jitter::none;
    options.connection_timeout = patience;
    return options;
}

class noted_client {
 public:
    explicit noted_client(std::string_view url, client_options options = {})
        : client_(create_websocket_client(url, quick(std::move(options)))) {
        client_.on<"open">([this] { log_.add("open"); });
        client_.on<"message">([this](const message_event& event) { log_.add(show(event.is_text, event.text())); });
        client_.on<"close">([this](const close_event& event) {
            log_.add("close " + std::to_string(event.code) + ' ' + event.reason +
                     (event.was_clean ? ", clean" : ", not clean") +
                     (event.will_reconnect ? ", will reconnect" : ", for good"));
        });
        client_.on<"error">([this](const error& problem) {
            log_.add("error " + std::string(to_string(problem.kind())) + (problem.retryable() ? "" : ", final") + ": " +
                     problem.what());
        });
        client_.on<"reconnect">([this](std::uint32_t attempt, std::chrono::milliseconds delay) {
            log_.add("reconnect " + std::to_string(attempt) + " in " + std::to_string(delay.count()) + " ms");
        });
        client_.on<"reconnect_success">([this] { log_.add("reconnect_success"); });
        client_.on<"heartbeat">([this] { log_.add("heartbeat"); });
        client_.on<"heartbeat_timeout">([this] { log_.add("heartbeat_timeout"); });
    }

    // A handler may be running, which writes to the log.
    ~noted_client() { client_.force_close().get(patience); }

    websocket_client<>* operator->() noexcept { return &client_; }
    void connect() { client_.connect().get(patience); }
    void close() { client_.close().get(patience); }
    // What connect() throws: "kind[, final]: sentence".
    std::string why_it_does_not_connect() {
        try {
            connect();
        } catch (const error& problem) {
            return std::string(to_string(problem.kind())) + (problem.retryable() ? "" : ", final") + ": " +
                   problem.what();
        }
        return "it connects";
    }
    // Whether a message comes back as it was sent.
    template <class Payload>
    bool exchanges(const Payload& payload) {
        std::string note;
        if constexpr (std::is_convertible_v<const Payload&, std::string_view>)
            note = show(true, payload);
        else
            note = show(false, {reinterpret_cast<const char*>(payload.data()), payload.size()});
        const auto before = notes();
        const auto is_it = [&](const std::string& each) { return each.starts_with(note); };
        client_.send(payload);
        return waits_for(note, 1 + static_cast<int>(std::count_if(before.begin(), before.end(), is_it)));
    }
    // Whether `count` such notes are there, or come.
    bool waits_for(std::string_view note, int count = 1) const { return log_.wait_for(note, count); }
    std::vector<std::string> notes() const { return log_.all(); }

 private:
    client_detail::testing::event_log log_;  // outlives the client
    websocket_client<> client_;
};

}  // namespace vafast::integration
