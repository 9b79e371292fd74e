// A JSON value of what a reader comes to. Pure; one thread at a time.
#pragma once

#include "message/json_reader.hpp"

#include <vafast/json.hpp>

namespace vafast::message_detail {

// False where the text is no JSON: the reader says why.
bool read_json(json_reader& reader, json& out);

}  // namespace vafast::message_detail
