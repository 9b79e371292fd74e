// Which names stand for something that nobody else shall see, and URLs without it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace vafast::base {

// Stands in the place of what is hidden.
inline constexpr std::string_view hidden = "***";

// Whether the value of a header or of a query's parameter of this name is a credential: "Authorization", "Cookie",
// "access_token", "X-Api-Key", "sig". Better one too many than one too few.
bool is_secret_name(std::string_view name) noexcept;

// A URL or request target, in which user and password are hidden, and the values of secret parameters of the query:
// "ws://***@example.org/ws?token=***&room=a".
std::string hide_url_secrets(std::string_view url);

}  // namespace vafast::base
