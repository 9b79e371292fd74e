#include "websocket/allocations.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace vafast::websocket {
namespace {

allocations counted;

}  // namespace

allocations take_allocations() noexcept { return std::exchange(counted, {}); }

}  // namespace vafast::websocket

#ifndef VAFAST_UNCOUNTED_ALLOCATIONS
void* operator new(std::size_t size) {
    auto& counted = vafast::websocket::counted;
    counted.count += 1;
    counted.bytes += size;
    counted.largest = std::max(counted.largest, size);
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif
