#include "cli/lines.hpp"

#include "base/base64.hpp"

#include <utility>

namespace vafast::cli {
namespace {

int digit_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

std::optional<std::vector<std::byte>> decode_hex(std::string_view text) {
    std::vector<std::byte> result;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == ' ') {
            ++i;
            continue;
        }
        if (i + 1 == text.size()) return std::nullopt;
        const int high = digit_value(text[i]), low = digit_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        result.push_back(static_cast<std::byte>(high << 4 | low));
        i += 2;
    }
    return result;
}

std::string encode_hex(base::bytes data) {
    constexpr char digits[] = "0123456789abcdef";
    std::string result;
    result.reserve(data.size() * 2);
    for (const std::byte each : data) {
        result += digits[std::to_integer<unsigned>(each) >> 4];
        result += digits[std::to_integer<unsigned>(each) & 15];
    }
    return result;
}

}  // namespace

void line_reader::add(std::string_view input) {
    if (dropping_) {  // up to the end of the line
        const std::size_t end = input.find('\n');
        if (end == std::string_view::npos) return;
        input.remove_prefix(end + 1);
        dropping_ = false;
    }
    text_.erase(0, std::exchange(begin_, 0));
    text_ += input;
}

void line_reader::finish() { finished_ = true; }

std::optional<std::string_view> line_reader::next() {
    for (;;) {
        const std::size_t end = text_.find('\n', begin_ + scanned_);
        if (end == std::string::npos) return last();
        const std::string_view line = std::string_view(text_).substr(begin_, end - begin_);
        begin_ = end + 1;
        scanned_ = 0;
        ++number_;
        if (line.size() <= max_line_) return line;
        dropped_.push_back(number_);
    }
}

// What stands behind the last line end.
std::optional<std::string_view> line_reader::last() {
    scanned_ = text_.size() - begin_;
    if (scanned_ > max_line_) {
        dropped_.push_back(++number_);
        text_.clear();
        begin_ = scanned_ = 0;
        dropping_ = true;
    }
    if (!finished_ || scanned_ == 0) return std::nullopt;
    ++number_;
    const std::string_view line = std::string_view(text_).substr(begin_);
    begin_ = text_.size();
    scanned_ = 0;
    return line;
}

std::vector<std::size_t> line_reader::take_dropped() { return std::exchange(dropped_, {}); }

std::string encode(binary_form form, base::bytes data) {
    return form == binary_form::hex ? encode_hex(data) : base::encode_base64(data);
}

std::optional<std::vector<std::byte>> decode(binary_form form, std::string_view text) {
    return form == binary_form::hex ? decode_hex(text) : base::decode_base64(text);
}

}  // namespace vafast::cli
