#include "base/random.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <pthread.h>
#include <system_error>
#include <unistd.h>

namespace vafast::base {
namespace {

constexpr std::size_t getentropy_limit = 256;  // POSIX: the most that one call gives

void fill_from_system(mutable_bytes out) {
    while (!out.empty()) {
        const std::size_t count = out.size() < getentropy_limit ? out.size() : getentropy_limit;
        if (::getentropy(out.data(), count) != 0)
            throw std::system_error(errno, std::generic_category(), "The system gives no random bytes");
        out = out.subspan(count);
    }
}

// Counts forks, so that parent and child never draw from the same batch.
std::atomic<unsigned> forks{0};
const int count_forks = ::pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); });

struct batch {
    std::array<std::byte, 1024> memory;
    std::size_t used = sizeof(memory);
    unsigned forks_seen = 0;
};

class system_random final : public random {
 public:
    void fill(mutable_bytes out) override {
        thread_local batch batch;
        if (out.size() > batch.memory.size() / 4) return fill_from_system(out);
        const unsigned forks_now = fork_count();
        if (batch.memory.size() - batch.used < out.size() || batch.forks_seen != forks_now) {
            fill_from_system(batch.memory);
            batch.used = 0;
            batch.forks_seen = forks_now;
        }
        std::byte* drawn = batch.memory.data() + batch.used;
        std::memcpy(out.data(), drawn, out.size());
        std::memset(drawn, 0, out.size());
        batch.used += out.size();
    }
};

}  // namespace

unsigned fork_count() noexcept {
    static_cast<void>(count_forks);
    return forks.load(std::memory_order_relaxed);
}

random& secure_random() {
    // Never destroyed: connections draw from it until the process is gone.
    static random& instance = *new system_random;
    return instance;
}

}  // namespace vafast::base
