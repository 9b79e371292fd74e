// Any JSON as a sealed message: none opens, nothing is thrown, and what is read as a document is written as the same.
#include "encryption/document.hpp"

#include <vafast/encryption.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vafast;
    static const key_ring ring = [] {
        key_ring made;
        made.add("k", std::vector<std::byte>(encryption_detail::key_size, std::byte{1}));
        return made;
    }();
    json sealed;
    if (!json::try_parse({reinterpret_cast<const char*>(data), size}, sealed)) return 0;
    if (ring.open(sealed)) std::abort();
    if (const auto document = encryption_detail::to_document(sealed))
        if (encryption_detail::to_json(*document) != sealed) std::abort();
    return 0;
}
