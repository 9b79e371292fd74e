// Why a message is not what its type or schema says, and where. A plain value.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace vafast {

struct validation_error {
    // Where, as a JSON pointer (RFC 6901): "/users/2/age", with ~1 for a "/" in a key and ~0 for a "~". Empty: the
    // whole message. Of a member that is missing, the object which lacks it.
    std::string path{};
    // What was broken, in JSON Schema's words: "type", "required", "minimum", "pattern", …
    std::string rule{};
    // What the rule wants, to be read after "expected": "a number of at least 18".
    std::string expected{};
    // What was there instead, to be read after "found": "17", "a string", "nothing". Long text is cut.
    std::string found{};
    // Of the value's first byte in the text of the message, where there was text.
    std::optional<std::size_t> position{};

    // "The message is wrong at /users/2/age (byte 57): expected a number of at least 18, but found 17."
    std::string what() const;

    bool operator==(const validation_error& other) const noexcept;  // compares all members
};

}  // namespace vafast
