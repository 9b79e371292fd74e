// What clients are made with, kept once for all that have the same: a program with thousands of connections seldom has
// as many kinds of options, or as many servers. Any thread.
#pragma once

#include "base/url.hpp"

#include <vafast/client_options.hpp>

#include <memory>

namespace vafast::client_detail {

// Those of a client that is there already, where they are the same in everything; else these. Functions cannot be
// compared: who gives any (get_token, a validator) has options of its own.
std::shared_ptr<const client_options> shared(client_options options);
std::shared_ptr<const base::url> shared(base::url url);

}  // namespace vafast::client_detail
