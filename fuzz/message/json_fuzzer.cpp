// Any bytes as JSON text: every way of reading agrees, and what was read is written and read again as the same value.
#include "fuzz/hold.hpp"

#include <vafast/json.hpp>

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using vafast::json;
    using vafast::fuzz::hold;
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    json value;
    std::string why;
    const bool parsed = json::try_parse(text, value, &why);
    hold(json::accept(text) == parsed);
    hold(why.empty() == parsed);
    if (parsed) {
        const std::string written = value.dump();
        const json again = json::parse(written);
        hold(again == value);
        hold(again.dump() == written);
        hold(json::parse(value.dump(2)) == value);
    }
    // Text that was promised to be UTF-8 and is not may be accepted, but never read past its end.
    json::try_parse(text, value, nullptr, json::utf8::known_valid);
    return 0;
}
