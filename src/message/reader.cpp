#include "message/json_pointer.hpp"
#include "message/read_parts.hpp"

#include <algorithm>

namespace vafast::detail {
namespace {

constexpr std::size_t longest_found = 40;  // bytes of a value that an error quotes

void append(std::string& out, const path_frame& frame) {
    switch (frame.is) {
        case path_frame::what::member:
            return message_detail::append_step(out, frame.member ? frame.member->name() : frame.key);
        case path_frame::what::key: return message_detail::append_step(out, frame.key);
        case path_frame::what::element: return message_detail::append_step(out, std::to_string(frame.index));
    }
}

}  // namespace

std::string to_pointer(const path_frame* innermost) {
    std::vector<const path_frame*> frames;
    for (; innermost != nullptr; innermost = innermost->outer) frames.push_back(innermost);
    std::string pointer;
    std::for_each(frames.rbegin(), frames.rend(), [&](const path_frame* each) { append(pointer, *each); });
    return pointer;
}

bool reader::refuse(std::string_view rule, std::string_view expected, std::string_view found, const char* begin) {
    return refuse(
        {.path = {}, .rule = std::string(rule), .expected = std::string(expected), .found = std::string(found)}, begin);
}

bool reader::refuse(validation_error&& why, const char* begin) {
    if (first_) return false;
    why.path.insert(0, to_pointer(path));
    why.position = offset_of(begin);
    first_ = std::move(why);
    return false;
}

bool reader::refuse_type(std::string_view expected, std::string_view rule) {
    const char next = peek();
    const char* const begin = at();
    const place before = here();
    std::string found;
    switch (next) {
        case '"': found = "a string"; break;
        case '{': found = "an object"; break;
        case '[': found = "an array"; break;
        default:
            // Words and numbers are short enough to be shown. What is none of them is no JSON.
            if (!skip_value()) return false;
            found = quoted_number(begin, at());
            go_back(before);
    }
    return refuse(rule, expected, found, begin);
}

bool reader::note() {
    if (all_ == nullptr || is_trial || has_faulted() || !first_ || all_->size() >= max_errors) return false;
    all_->push_back(std::move(*first_));
    first_.reset();
    return true;
}

bool reader::recover(place begin) {
    if (!note()) return false;
    go_back(begin);
    return skip_value();
}

validation_error reader::error() const {
    if (first_ && !has_faulted()) return *first_;
    return {.path = {}, .rule = "json", .expected = "JSON", .found = why(), .position = offset_of(at())};
}

bool reader::pay_for(const char* begin) noexcept {
    const auto size = static_cast<std::size_t>(at() - begin) + 16;
    if (size > budget_) return false;
    budget_ -= size;
    return true;
}

std::string quoted(std::string_view text) {
    std::size_t size = std::min(text.size(), longest_found);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    return '"' + std::string(text.substr(0, size)) + (size < text.size() ? "…\"" : "\"");
}

std::string quoted_number(const char* begin, const char* end) {
    return std::string(begin, std::min(end, begin + longest_found));
}

bool refuse_value(reader& in, const char* why) { return in.refuse("codec", "a value that can be used", why, in.at()); }

}  // namespace vafast::detail
