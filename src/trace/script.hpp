// A trace as something to be played: its connections, and their handshakes with what can be said again. Pure; any
// thread.
#pragma once

#include "trace/head.hpp"
#include "trace/record.hpp"
#include "websocket/handshake.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vafast::trace {

struct script {
    connect begun{};
    std::vector<record> records{};  // what followed
    head request{};
    head answer{};  // of the handshake; empty where the server gave none

    bool was_accepted() const noexcept { return answer.status() == 101; }
    // The offsets of time to the end of the connection, in microseconds since the trace began.
    std::int64_t ended_at() const noexcept;

    // What the client asks for again: its headers, but those that a handshake sets by itself and those that are hidden,
    // and its protocols.
    websocket::client_handshake_options client_handshake() const;
    // What the server answers to a client of now.
    struct answer_now {
        std::string text;
        std::optional<websocket::deflate_parameters> compression;
    };
    answer_now answer_to(const websocket::server_handshake& asked) const;
    // The answer that refused, with its body, as far as the trace has it.
    std::string refusal() const;
};

// Adds a record to the script that it belongs to. Attempts that never had a connection are left out by playable().
void add(std::vector<script>& to, record&& next);
// Those of which the trace has a handshake.
std::vector<script> playable(std::vector<script>&& all);

}  // namespace vafast::trace
