// Structs from JSON text and back. The client does this by itself; here it is for files, tests and other transports.
//
//   auto user = vafast::decode<chat_message>(text);      // throws vafast::error, which says what is wrong and where
//   std::string text = vafast::encode(user);
//
// A type is a struct, a std::variant of structs, or what they may be made of (docs/messages.md). Any thread.
#pragma once

#include <vafast/message/describe.hpp>
#include <vafast/message/validation_error.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vafast {

// Where strings live that a std::string_view member cannot find in the text, because it has escapes there.
class text_storage {
 public:
    text_storage() = default;
    ~text_storage();
    text_storage(const text_storage&) = delete;
    text_storage& operator=(const text_storage&) = delete;

    // A copy of the text that lives as long as this does.
    std::string_view keep(std::string_view text);

 private:
    struct node;
    node* last_ = nullptr;
};

namespace detail {

bool decode_value(std::string_view text, void* out, const description& type, json::utf8 encoding, validation_error* why,
                  text_storage* storage, std::vector<validation_error>* all);
// The text, valid until the next call on this thread; without data where the value cannot be written.
std::string_view encode_value(const void* value, const description& type, validation_error* why);
[[noreturn]] void throw_invalid(const validation_error& why);

}  // namespace detail

// False where the text is not JSON or not a T: then `why` says what and where, and `out` holds a part of it. Members
// that are optional or have defaults, and are absent, keep what `out` has: give a fresh one. A member that is a
// std::string_view refers to `text`, or to `storage` where the text has escapes; without a storage these are refused.
template <class T>
bool try_decode(std::string_view text, T& out, validation_error* why = nullptr, text_storage* storage = nullptr,
                json::utf8 encoding = json::utf8::check) {
    return detail::decode_value(text, &out, detail::description_of<T>::value, encoding, why, storage, nullptr);
}

// Throws error(invalid_message) with the sentence of the validation_error.
template <class T>
T decode(std::string_view text) {
    T made{};
    validation_error why;
    if (!detail::decode_value(text, &made, detail::description_of<T>::value, json::utf8::check, &why, nullptr, nullptr))
        detail::throw_invalid(why);
    return made;
}

// All that is wrong with the text as a T, up to a hundred errors; empty where nothing is.
template <class T>
std::vector<validation_error> find_errors(std::string_view text) {
    T made{};
    text_storage storage;
    std::vector<validation_error> all;
    validation_error last;
    if (!detail::decode_value(text, &made, detail::description_of<T>::value, json::utf8::check, &last, &storage, &all))
        all.push_back(std::move(last));
    return all;
}

// False where the value breaks a rule of its own, or has a number that JSON does not: then `why` says which. Appends.
template <class T>
bool try_encode(const T& value, std::string& out, validation_error* why = nullptr) {
    const std::string_view text = detail::encode_value(&value, detail::description_of<T>::value, why);
    if (text.data() == nullptr) return false;
    out.append(text);
    return true;
}

// Throws error(invalid_message) with the sentence of the validation_error. Strings are taken for UTF-8.
template <class T>
std::string encode(const T& value) {
    validation_error why;
    std::string out;
    if (!try_encode(value, out, &why)) detail::throw_invalid(why);
    return out;
}

template <class T>
T raw_json_view::as() const {
    return decode<T>(text_);
}

}  // namespace vafast
