// A hub's options, checked and taken apart into those of its parts. Pure; any thread.
#pragma once

#include "hub/engine/memory.hpp"
#include "hub/policy/admission.hpp"
#include "hub/policy/rules.hpp"
#include "hub/server_options.hpp"

#include <vafast/hub_server_options.hpp>

namespace vafast::hub_detail {

// Throws error(invalid_argument) that names the option which is out of its range.
hub_server_options checked(hub_server_options given);

server_options server_of(const hub_server_options& given);
memory_limits memory_of(const hub_server_options& given);
admission_limits admission_of(const hub_server_options& given);
conversation_limits conversation_of(const hub_server_options& given);

}  // namespace vafast::hub_detail
