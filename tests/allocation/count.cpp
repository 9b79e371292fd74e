#include "allocation/count.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <malloc.h>

namespace {

constexpr std::size_t head = 8;  // of each block

std::atomic<std::size_t> count{0};
std::atomic<std::size_t> bytes{0};

std::size_t size_of(void* memory) noexcept { return memory == nullptr ? 0 : malloc_usable_size(memory) + head; }

void* note(void* memory) noexcept {
    count.fetch_add(1, std::memory_order_relaxed);
    bytes.fetch_add(size_of(memory), std::memory_order_relaxed);
    return memory;
}

void forget(void* memory) noexcept { bytes.fetch_sub(size_of(memory), std::memory_order_relaxed); }

}  // namespace

std::size_t allocation_count::requests() noexcept { return count.load(std::memory_order_relaxed); }
std::size_t allocation_count::held() noexcept { return bytes.load(std::memory_order_relaxed); }

// glibc keeps its own under these names for those who replace the public ones.
extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);

void* malloc(std::size_t size) { return note(__libc_malloc(size)); }
void* calloc(std::size_t number, std::size_t size) { return note(__libc_calloc(number, size)); }
void* realloc(void* memory, std::size_t size) {
    forget(memory);
    return note(__libc_realloc(memory, size));
}
void* memalign(std::size_t alignment, std::size_t size) { return note(__libc_memalign(alignment, size)); }
void* aligned_alloc(std::size_t alignment, std::size_t size) { return note(__libc_memalign(alignment, size)); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
    *memory = note(__libc_memalign(alignment, size));
    return *memory ? 0 : ENOMEM;
}
void free(void* memory) {
    forget(memory);
    __libc_free(memory);
}
}
