// Any bytes as a message of each of several types: collecting all errors agrees with stopping at the first, and what
// was read is written, and read and written again as the same text. The first byte chooses the type.
#include "fuzz/hold.hpp"
#include "tests/message/structs.hpp"

#include <cstddef>
#include <cstdint>

namespace {

using namespace vafast::testing;
using vafast::fuzz::hold;

struct leaf {
    static constexpr std::string_view type = "leaf";
};
struct branch {
    static constexpr std::string_view type = "branch";
    std::vector<std::variant<leaf, branch>> items;
};

template <class T>
void decode(std::string_view text) {
    T value{};
    vafast::text_storage storage;
    vafast::validation_error why;
    const bool valid = vafast::try_decode(text, value, &why, &storage);
    hold(why.rule.empty() == valid);
    hold(vafast::find_errors<T>(text).empty() == valid);
    if (valid) {
        const std::string written = vafast::encode(value);
        T again{};
        hold(vafast::try_decode(written, again, &why, &storage));
        hold(vafast::encode(again) == written);
    }
    // Text that was promised to be UTF-8 and is not may be accepted, but never read past its end.
    vafast::try_decode(text, value, nullptr, &storage, vafast::json::utf8::known_valid);
}

constexpr void (*decoders[])(std::string_view) = {
    decode<chat_protocol>,
    decode<everything>,
    decode<node>,
    decode<user>,
    decode<std::variant<leaf, branch>>,
    decode<std::variant<leaf, vafast::json>>,
    decode<std::variant<bool, std::vector<node>, double, std::string, std::map<std::string, float>>>,
    decode<std::vector<std::optional<std::tuple<std::int8_t, std::uint64_t>>>>,
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    decoders[data[0] % std::size(decoders)]({reinterpret_cast<const char*>(data + 1), size - 1});
    return 0;
}
