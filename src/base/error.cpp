#include <vafast/error.hpp>

namespace vafast {

error::error(error_kind kind, std::string sentence)
    : sentence_(std::make_shared<const std::string>(std::move(sentence))), kind_(kind) {}

error&& error::with_code(std::string_view code) && {
    code_ = std::make_shared<const std::string>(code);
    return std::move(*this);
}

const char* to_string(error_kind kind) noexcept {
    switch (kind) {
        case error_kind::invalid_argument: return "invalid_argument";
        case error_kind::resolve: return "resolve";
        case error_kind::connect: return "connect";
        case error_kind::proxy: return "proxy";
        case error_kind::tls: return "tls";
        case error_kind::handshake: return "handshake";
        case error_kind::timeout: return "timeout";
        case error_kind::protocol: return "protocol";
        case error_kind::connection_lost: return "connection_lost";
        case error_kind::cancelled: return "cancelled";
        case error_kind::invalid_message: return "invalid_message";
        case error_kind::handler: return "handler";
        case error_kind::not_supported: return "not_supported";
        case error_kind::refused: return "refused";
    }
    return "unknown";
}

}  // namespace vafast
