#include "trace/record.hpp"

#include "websocket/utf8.hpp"

#include <vafast/message/codec.hpp>

#include <type_traits>

namespace vafast::trace {

std::int64_t time_of(const record& of) noexcept {
    return std::visit(
        []<class T>(const T& each) -> std::int64_t {
            if constexpr (std::is_same_v<T, beginning>)
                return 0;
            else
                return each.at;
        },
        of);
}

bool is_text(base::bytes data) noexcept { return websocket::is_valid_utf8(data); }

std::string to_line(const record& of) {
    std::string line;
    static_cast<void>(try_encode(of, line));  // the rules are kept by those who make records
    line += '\n';
    return line;
}

tl::expected<std::optional<record>, std::string> from_line(std::string_view line) {
    record read;
    validation_error why;
    if (try_decode(line, read, &why)) return read;
    if (why.path == "/what" && why.rule == "enum") return std::nullopt;  // from a later version
    return tl::unexpected(why.what());
}

}  // namespace vafast::trace
