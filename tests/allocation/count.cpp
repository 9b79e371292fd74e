#include "allocation/count.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace {

std::atomic<std::size_t> count{0};

void note() noexcept { count.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

std::size_t allocation_count::requests() noexcept { return count.load(std::memory_order_relaxed); }

// glibc keeps its own under these names for those who replace the public ones; `free` stays what it is.
extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) { return note(), __libc_malloc(size); }
void* calloc(std::size_t number, std::size_t size) { return note(), __libc_calloc(number, size); }
void* realloc(void* memory, std::size_t size) { return note(), __libc_realloc(memory, size); }
void* memalign(std::size_t alignment, std::size_t size) { return note(), __libc_memalign(alignment, size); }
void* aligned_alloc(std::size_t alignment, std::size_t size) { return note(), __libc_memalign(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
    note();
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}
}
