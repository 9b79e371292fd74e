// A trace on its way to the disk. Who writes never waits for it: a thread of the file's own does, and what waits for it
// is bounded. Where the disk is too slow records are left out, which the trace says; where it is full, or the limit is
// reached, the trace ends with a whole line. Any thread.
#pragma once

#include "trace/record.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace vafast::trace {

// What may wait for the disk, besides the record that came last.
inline constexpr std::size_t most_waiting = std::size_t{16} << 20;

class file {
 public:
    struct status {
        std::uint64_t size = 0;  // bytes written
        std::uint64_t lost = 0;  // records
        bool is_full = false;    // the limit is reached
        std::string failure{};   // why nothing is written any more: "No space left on device"
    };

    // Makes the file anew, to be read by its owner only. Throws error(invalid_argument) where it cannot be written, or
    // another trace is being written to it. `limit` is in bytes.
    file(const std::string& path, std::size_t limit);
    // Waits as flush() for at most a second, unless a flush has waited in vain before; what then still waits is written
    // later, or lost with the process.
    ~file();
    file(const file&) = delete;
    file& operator=(const file&) = delete;

    void write(const record& of);
    // Waits until everything is written, but not longer than that. Whether it is.
    bool flush(std::chrono::milliseconds most);
    status state() const;

 private:
    struct shared;
    std::shared_ptr<shared> shared_;  // with the thread
};

}  // namespace vafast::trace
