// The options of clients, kept once for all clients that have the same: a program with thousands of connections seldom
// has as many kinds of them. Any thread.
#pragma once

#include <vafast/client_options.hpp>

#include <memory>

namespace vafast::client_detail {

// Those of a client made before, where they are the same in everything; else these. Functions cannot be compared: who
// gives any (get_token, a validator's function) has options of its own.
std::shared_ptr<const client_options> shared(client_options options);

}  // namespace vafast::client_detail
