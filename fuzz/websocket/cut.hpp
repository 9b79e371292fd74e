// How the network cuts, as the fuzzer wants it.
#pragma once

#include "websocket/wire.hpp"

#include <fuzzer/FuzzedDataProvider.h>
#include <string>

namespace vafast::fuzz {

// Pieces of 1 to 256 bytes, whose sizes come again and again.
inline websocket::chops choose_chops(FuzzedDataProvider& input) {
    const std::string sizes = input.ConsumeRandomLengthString(8) + '\0';
    return [sizes, i = std::size_t{0}](std::size_t left) mutable {
        return std::min(left, 1 + std::size_t{static_cast<unsigned char>(sizes[i++ % sizes.size()])});
    };
}

}  // namespace vafast::fuzz
