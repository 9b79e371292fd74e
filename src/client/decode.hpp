// A received message as an untyped client delivers it. Pure; any thread.
#pragma once

#include <vafast/client_options.hpp>
#include <vafast/message.hpp>

namespace vafast::client_detail {

// Text that is JSON becomes json, other text a string, binary data what `binaries` says.
message decode(const message_event& event, binary_type binaries);
// The same of a publication, whose bytes are JSON: a JSON string was text.
message decode_publication(const message_event& event);

}  // namespace vafast::client_detail
