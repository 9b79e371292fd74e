#include "message/read_parts.hpp"
#include "message/writer.hpp"

#include <vafast/error.hpp>
#include <vafast/message/codec.hpp>

#include <list>
#include <utility>

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

// What a thread writes into, again and again.
struct writers {
    writer usual;
    bool is_lent = false;
    std::list<writer> nested;  // a codec that encodes while it is asked to encode gets another
};

struct lease {
    explicit lease(writers& of) : of_(of), is_nested(std::exchange(of.is_lent, true)) {}
    ~lease() { of_.is_lent = is_nested; }
    writers& of_;
    const bool is_nested;
};

}  // namespace

std::string_view encode_value(const void* value, const description& type, validation_error* why) {
    thread_local writers these;
    writers& all = these;  // where a thread has its own takes some time to find
    const lease lent(all);
    writer& out = lent.is_nested ? all.nested.emplace_back() : all.usual;
    if (!lent.is_nested) {
        out.clear();
        if (!all.nested.empty()) all.nested.clear();
    }
    if (write_value(out, value, type)) return out.text();
    if (why != nullptr) *why = out.error();
    return {};
}

void throw_invalid(const validation_error& why) { throw error(error_kind::invalid_message, why.what()); }

}  // namespace detail
}  // namespace vafast
