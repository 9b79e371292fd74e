// Puts the frames of both directions together to messages, for the `debug` events: what they are, and how they begin.
// Pure; one thread at a time.
#pragma once

#include "trace/record.hpp"

#include <vafast/json.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace vafast::client_detail {

class message_log {
 public:
    // How much of a message is told.
    static constexpr std::size_t shown = 1024;

    // The message that this frame ends, as the data of a debug event.
    std::optional<json> add(const trace::frame& crossed);
    std::uint64_t count(trace::side from) const noexcept { return flows_[static_cast<std::size_t>(from)].count; }
    void restart() { flows_ = {}; }

 private:
    struct flow {
        bool is_text = false;
        std::uint64_t size = 0;
        std::string begin{};
        std::uint64_t count = 0;
    };

    std::array<flow, 2> flows_;
};

}  // namespace vafast::client_detail
