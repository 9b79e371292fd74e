// Random bytes, as an interface: the system's generator in programs, a seeded one in tests.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>

namespace vafast::base {

class random {
 public:
    virtual ~random() = default;
    virtual void fill(mutable_bytes out) = 0;

    template <class Integer>
    Integer draw() {
        Integer value;
        fill(std::as_writable_bytes(std::span(&value, 1)));
        return value;
    }
    // Uniform in [0, 1).
    double draw_unit() { return static_cast<double>(draw<std::uint64_t>() >> 11) * 0x1.0p-53; }
};

// The operating system's cryptographic generator, drawn in batches (RFC 6455 section 5.3 wants masking keys that
// cannot be predicted). Any thread: each keeps a batch of its own, which a fork throws away.
random& secure_random();

// How many forks lie between this process and its first ancestor with this library. State that must not be used by
// parent and child both (a counter of nonces, a batch of random bytes) remembers it, and begins anew where it changed.
unsigned fork_count() noexcept;

}  // namespace vafast::base
