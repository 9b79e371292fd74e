// Events and options in words, for `debug` events and get_debug_info(). Without what may not be shown. Pure; any
// thread.
#pragma once

#include "trace/secrets.hpp"

#include <vafast/client_options.hpp>
#include <vafast/event.hpp>
#include <vafast/json.hpp>
#include <vafast/statistics.hpp>

namespace vafast::client_detail {

const char* to_string(ready_state state) noexcept;

json describe(const connection_info& info);
json describe(const client_stats& stats);
// Of the options, those in which clients differ: no header's value, no token, no key, no credentials of a proxy.
json describe(const client_options& options);
// The name of an event and its arguments, as they were emitted; null for those that deliver messages, and for `debug`.
json describe(event_id event, const void* const* arguments);

// The same error, where the sentence quotes what a server sent, and that echoed our secrets.
error without_secrets(const error& told, const trace::secrets& hides);

}  // namespace vafast::client_detail
