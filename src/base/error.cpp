#include <vafast/error.hpp>

namespace vafast {

error::error(error_kind kind, std::string sentence)
    : sentence_(std::make_shared<const std::string>(std::move(sentence))), kind_(kind) {}

error::error(const error&) noexcept = default;
error::error(error&&) noexcept = default;
error& error::operator=(const error&) noexcept = default;
error& error::operator=(error&&) noexcept = default;
error::~error() = default;

const char* error::what() const noexcept { return sentence_ ? sentence_->c_str() : ""; }

std::optional<std::chrono::seconds> error::retry_after() const noexcept {
    if (retry_after_ < std::chrono::seconds::zero()) return std::nullopt;
    return retry_after_;
}

std::string_view error::code() const noexcept { return code_ ? std::string_view(*code_) : std::string_view(); }

error&& error::with_retry_after(std::optional<std::chrono::seconds> delay) && noexcept {
    retry_after_ = delay.value_or(std::chrono::seconds(-1));
    return std::move(*this);
}

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
