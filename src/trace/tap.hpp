// Makes records of the bytes that a connection carries, without taking part in it: the handshake, then frames, whatever
// they are like. Secrets are hidden here, before anybody sees a record. Pure; one thread at a time.
#pragma once

#include "trace/frame_reader.hpp"
#include "trace/secrets.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>

namespace vafast::trace {

class tap {
 public:
    using taker = std::function<void(record&&)>;

    // `hides` outlives this. Of payloads beyond `max_payload` bytes only the beginning is kept: so much memory it may
    // need for each direction, while a frame comes in pieces.
    tap(const secrets& hides, std::size_t max_payload, taker take);

    // `at` counts as in records. A connection begins, even where the one before did not end.
    void connect(std::string url, std::optional<std::string> proxy, std::int64_t at);
    void connected(trace::connected&& peers) { take_(std::move(peers)); }
    // These bytes crossed the wire.
    void crossed(side from, base::bytes data, std::int64_t at);
    // The connection is over. Only the first one counts.
    void end(side by, std::optional<std::string> why, std::int64_t at);

 private:
    struct flow {
        enum class state : std::uint8_t { head, frames, other } now = state::head;
        std::string head{};
        std::optional<frame_reader> frames{};
    };

    flow& of(side from) noexcept { return flows_[static_cast<std::size_t>(from)]; }
    base::bytes read_head(side from, base::bytes data, std::int64_t at);
    void judge(side from, const std::string& text);
    void take_http(side from, const std::string& text, std::int64_t at);
    void take_other(side from, base::bytes data, std::int64_t at);
    frame_reader::taker frame_taker(std::int64_t at);

    const secrets& secrets_;
    std::size_t max_payload_;
    taker take_;
    std::uint32_t connections_ = 0;
    bool has_begun_ = false;
    std::array<flow, 2> flows_;
};

}  // namespace vafast::trace
