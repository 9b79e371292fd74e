// Checks what the program passes, so that mistakes show at the call that makes them. Pure; any thread.
#pragma once

#include <vafast/client_options.hpp>

#include <cstdint>
#include <string_view>

namespace vafast::client_detail {

// Throws error(invalid_argument) that names the option which is out of its range.
client_options checked(client_options options);

// Throws error(invalid_argument) for a code or reason that no close frame may carry (RFC 6455 sections 5.5 and 7.4).
void check_close(std::uint16_t code, std::string_view reason);

}  // namespace vafast::client_detail
