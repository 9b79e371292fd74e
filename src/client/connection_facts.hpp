// What is known of a client's connection, kept in one piece of memory: there may be thousands, and few are ever asked.
// Pure; one thread at a time.
#pragma once

#include <vafast/event.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace vafast::client_detail {

class connection_facts {
 public:
    // All but the state, which changes too often to be kept here.
    connection_info get() const;
    void set(const connection_info& facts);

    std::uint32_t attempt = 0;  // the same

 private:
    std::string texts_;  // each followed by a zero
    std::chrono::system_clock::time_point connected_since_{};
};

}  // namespace vafast::client_detail
