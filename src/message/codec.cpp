#include "message/read_parts.hpp"
#include "message/writer.hpp"

#include <vafast/error.hpp>
#include <vafast/message/codec.hpp>

#include <deque>

namespace vafast {

struct text_storage::node {
    std::string text;
    node* before;
};

text_storage::~text_storage() {
    while (last_ != nullptr) delete std::exchange(last_, last_->before);
}

std::string_view text_storage::keep(std::string_view text) {
    last_ = new node{std::string(text), last_};
    return last_->text;
}

namespace detail {

bool decode_value(std::string_view text, void* out, const description& type, json::utf8 encoding, validation_error* why,
                  text_storage* storage, std::vector<validation_error>* all) {
    const bool check_utf8 = encoding == json::utf8::check;
    if (read_plain(text, check_utf8, out, type)) return true;
    reader in(text, check_utf8, storage, all);
    if (read_value(in, out, type) && in.finish()) return true;
    if (why != nullptr) *why = in.error();
    return false;
}

namespace {

// One writer a thread is used again and again. A codec that encodes while it is asked to encode gets another.
thread_local writer shared_writer;
thread_local bool is_lent = false;

}  // namespace

std::string_view encode_value(const void* value, const description& type, validation_error* why) {
    struct lease {
        lease() : is_nested(std::exchange(is_lent, true)) {
            if (is_nested) return;
            shared_writer.clear();
        }
        ~lease() { is_lent = is_nested; }
        bool is_nested;
    } const lease;
    thread_local std::deque<writer> nested;
    writer& out = lease.is_nested ? nested.emplace_back() : shared_writer;
    if (!lease.is_nested && !nested.empty()) nested.clear();
    if (write_value(out, value, type)) return out.text();
    if (why != nullptr) *why = out.error();
    return {};
}

void throw_invalid(const validation_error& why) { throw error(error_kind::invalid_message, why.what()); }

}  // namespace detail
}  // namespace vafast
