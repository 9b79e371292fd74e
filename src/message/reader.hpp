// Reads JSON text straight into the program's own types, as their descriptions say: one pass, no document in between.
// Keeps where in the message it is, so that an error knows its path without any cost before it happens.
// One thread at a time.
#pragma once

#include "message/json_reader.hpp"

#include <vafast/message/description.hpp>
#include <vafast/message/validation_error.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast {
class text_storage;
}

namespace vafast::detail {

// Where we are in a message: each array, object or map on the way has one of these on the stack. Also for the writer.
struct path_frame {
    const path_frame* outer = nullptr;
    const field* member = nullptr;  // of a struct,
    std::string_view key{};         // of a map,
    std::size_t index = 0;          // or of an array

    enum class what : std::uint8_t { member, key, element } is = what::member;
};
std::string to_pointer(const path_frame* innermost);  // "/users/2/age" (RFC 6901)

class reader : public message_detail::json_reader {
 public:
    // Stops at the first error, or collects up to `max_errors` of them in `all`. `storage` and `all` may be null.
    reader(std::string_view text, bool check_utf8, text_storage* storage, std::vector<validation_error>* all)
        : json_reader(text, check_utf8), storage_(storage), all_(all), budget_(8 * text.size() + 1024) {}

    static constexpr std::size_t max_errors = 100;

    // Notes that the value which begins at `begin` is not what it should be. Returns false.
    bool refuse(std::string_view rule, std::string_view expected, std::string_view found, const char* begin);
    bool refuse(validation_error&& why, const char* begin);
    // The same, and looks what there is instead.
    bool refuse_type(std::string_view expected, std::string_view rule = "type");

    // After a refusal: whether to go on, since all errors are wanted. It is collected then.
    bool note();
    // The same for a value that begins at `begin`: goes on behind it.
    bool recover(place begin);

    // What was wrong first; also where the text is no JSON.
    validation_error error() const;
    bool has_error() const noexcept { return first_.has_value(); }
    // Tries may fail without consequence.
    void forget_error() noexcept { first_.reset(); }

    // Time is linear in the text: what is read again is paid for from what the text's size allows. False: too much.
    bool pay_for(const char* begin) noexcept;

    // For strings with escapes, which have no place in the text that a view could refer to; may be null.
    text_storage* storage() const noexcept { return storage_; }

    const path_frame* path = nullptr;
    bool is_trial = false;  // an error is not collected: there may be another way to read this

 private:
    std::optional<validation_error> first_;
    text_storage* storage_;
    std::vector<validation_error>* all_;
    std::size_t budget_;
};

// Puts a frame on the path for as long as it lives.
template <class Owner>
class on_path {
 public:
    on_path(Owner& owner, path_frame::what is) : owner_(owner), frame{.outer = owner.path, .is = is} {
        owner.path = &frame;
    }
    ~on_path() { owner_.path = frame.outer; }
    on_path(const on_path&) = delete;
    on_path& operator=(const on_path&) = delete;

 private:
    Owner& owner_;

 public:
    path_frame frame;
};

}  // namespace vafast::detail
