// The general categories of Unicode, for \p in patterns. Pure; any thread.
#pragma once

#include "message/pattern_program.hpp"

namespace vafast::message_detail {

// The characters of all these categories, whose bits detail::general_categories() gives.
character_set characters_of(std::uint32_t categories);

}  // namespace vafast::message_detail
