// Checks UTF-8 as it arrives, in pieces cut anywhere (RFC 6455 section 8.1; RFC 3629). Pure; one thread at a time.
#pragma once

#include "websocket/frame.hpp"

namespace vafast::websocket {

class utf8_validator {
 public:
    // False as soon as no continuation could make what was seen valid: at the first wrong byte, not at the end.
    bool add(bytes piece) noexcept;
    // Whether what was seen ends with a whole character. Makes ready for the next text.
    bool finish() noexcept;

 private:
    bool add(std::uint8_t byte) noexcept;

    std::uint8_t missing_ = 0;  // continuation bytes still to come
    std::uint8_t low_ = 0x80;   // the range of the next one
    std::uint8_t high_ = 0xbf;
};

// A whole text at once.
bool is_valid_utf8(bytes text) noexcept;

}  // namespace vafast::websocket
