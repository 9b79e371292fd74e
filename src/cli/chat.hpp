// The specification's chat application on the hub's side: at /chat, and a page for it at /. Any thread.
#pragma once

#include <vafast/hub.hpp>

namespace vafast::cli {

inline constexpr const char* chat_path = "/chat";

// Handles what comes at chat_path; returns false for what came elsewhere.
bool chat_message(hub_connection& from, const message_event& what);

// Who comes and leaves is told to the others, and the pages of web/ are served. Before start().
void add_chat(hub& to);

}  // namespace vafast::cli
