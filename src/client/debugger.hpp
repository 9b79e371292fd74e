// What a client tells about itself: `debug` events and the trace of its connections (docs/debugging.md). It sees bytes
// and events and changes nothing. The client's strand only, but for trace_state().
#pragma once

#include "base/url.hpp"
#include "client/emitter.hpp"
#include "client/message_log.hpp"
#include "client/surroundings.hpp"
#include "trace/file.hpp"
#include "trace/tap.hpp"

#include <vafast/client_options.hpp>
#include <vafast/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace vafast::client_detail {

class debugger final : private event_watcher {
 public:
    // Nothing where the options ask for nothing. Throws error(invalid_argument) where the trace cannot be written. All
    // of them outlive this.
    static std::unique_ptr<debugger> make(const client_options& options, const trace::secrets& hides, emitter& events,
                                          const surroundings& around);

    // The steps of a connection, and the bytes that crossed the wire: before anybody changes them.
    void connecting(const base::url& target, const std::optional<base::url>& proxy);
    void connected(trace::connected peers);
    void received(base::bytes data) { crossed(trace::side::server, data); }
    void sent(base::bytes data) { crossed(trace::side::client, data); }
    void ended(trace::side by, std::optional<std::string> why);

    // Of the file; null where there is none. Any thread.
    json trace_state() const;

 private:
    debugger(const client_options& options, const trace::secrets& hides, emitter& events, const surroundings& around);

    std::int64_t at() const;
    void crossed(trace::side from, base::bytes data);
    void take(trace::record&& made);
    void look_at(const trace::frame& crossed);
    void measure_round_trip(const trace::frame& crossed);
    void on_event(event_id event, const void* const* arguments) override;
    void finish();
    void tell(const char* type, json data);
    void tell_duration(const char* what, std::int64_t microseconds);
    void tell_trace_failure();

    const debug_options& options_;
    const trace::secrets& secrets_;
    emitter& events_;
    const surroundings& around_;
    const time_point began_;
    std::optional<trace::file> file_;
    std::optional<trace::tap> tap_;
    message_log messages_;
    std::int64_t connecting_at_ = 0;
    std::int64_t connected_at_ = 0;
    std::optional<std::int64_t> ping_at_;
    std::optional<std::int64_t> open_at_;
    std::uint64_t sent_bytes_ = 0;  // of this connection
    std::uint64_t received_bytes_ = 0;
    bool is_failure_told_ = false;
    bool is_telling_ = false;
};

}  // namespace vafast::client_detail
