#include "websocket/utf8.hpp"

#include <cstdint>
#include <cstring>

#include <simdjson.h>

namespace vafast::websocket {
namespace {

// Below this the call to simdjson costs more than it saves.
constexpr std::size_t bulk_size = 64;
constexpr std::size_t short_size = 1'024;
constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;  // none is set in eight bytes of ASCII

// Where a character that `text` cuts off begins; its size where none is cut.
std::size_t whole_characters(bytes text) noexcept {
    const std::size_t back = text.size() < 3 ? text.size() : 3;
    for (std::size_t i = 1; i <= back; ++i) {
        const auto byte = std::to_integer<unsigned>(text[text.size() - i]);
        if (byte < 0x80) break;
        if (byte < 0xc0) continue;
        const std::size_t length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
        return length > i ? text.size() - i : text.size();
    }
    return text.size();
}

// Whether it begins with eight bytes of ASCII.
bool is_ascii_word(bytes text) noexcept {
    std::uint64_t word = 0;
    if (text.size() < sizeof word) return false;
    std::memcpy(&word, text.data(), sizeof word);
    return (word & high_bits) == 0;
}

// Most texts are short and all ASCII. False also for those that are long, where simdjson is as quick.
inline bool is_short_ascii(bytes text) noexcept {
    if (text.size() > short_size) return false;
    struct words {
        std::uint64_t first = 0, second = 0;
    };
    words seen;
    const auto look_at = [&](std::size_t i, std::size_t size) {
        words here;
        std::memcpy(&here, text.data() + i, size);
        seen.first |= here.first;
        seen.second |= here.second;
    };
    constexpr std::size_t both = sizeof seen;
    constexpr std::size_t one = sizeof seen.first;
    if (text.size() >= both) {
        for (std::size_t i = 0; i < text.size() - both; i += both) look_at(i, both);
        look_at(text.size() - both, both);  // some of it a second time
    } else if (text.size() >= one) {
        look_at(0, one);
        look_at(text.size() - one, one);
    } else {
        for (const std::byte each : text) seen.first |= std::to_integer<std::uint64_t>(each);
    }
    return ((seen.first | seen.second) & high_bits) == 0;
}

bool is_valid_in_bulk(bytes text) noexcept {
    return simdjson::validate_utf8(reinterpret_cast<const char*>(text.data()), text.size());
}

}  // namespace

bool utf8_validator::add(bytes piece) noexcept {
    if (missing_ == 0 && is_short_ascii(piece)) return true;
    std::size_t i = 0;
    while (i < piece.size()) {
        if (missing_ == 0 && piece.size() - i >= bulk_size) {
            const std::size_t whole = whole_characters(piece.subspan(i));
            if (!is_valid_in_bulk(piece.subspan(i, whole))) return false;
            i += whole;
        } else if (missing_ == 0 && is_ascii_word(piece.subspan(i))) {
            i += sizeof(std::uint64_t);
        } else if (!add(std::to_integer<std::uint8_t>(piece[i++]))) {
            return false;
        }
    }
    return true;
}

// RFC 3629 section 4: what may follow depends on the first byte, which rules out long forms, surrogates and anything
// beyond U+10FFFF at the second byte already.
bool utf8_validator::add(std::uint8_t byte) noexcept {
    if (missing_ != 0) {
        if (byte < low_ || byte > high_) return false;
        --missing_;
        low_ = 0x80;
        high_ = 0xbf;
        return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    missing_ = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte == 0xe0) low_ = 0xa0;
    if (byte == 0xed) high_ = 0x9f;
    if (byte == 0xf0) low_ = 0x90;
    if (byte == 0xf4) high_ = 0x8f;
    return true;
}

bool utf8_validator::finish() noexcept {
    const bool whole = missing_ == 0;
    *this = utf8_validator();
    return whole;
}

bool is_valid_utf8(bytes text) noexcept {
    if (is_short_ascii(text)) return true;
    if (text.size() >= bulk_size) return is_valid_in_bulk(text);
    utf8_validator validator;
    return validator.add(text) && validator.finish();
}

}  // namespace vafast::websocket
