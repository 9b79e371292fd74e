#include "cli/exit_status.hpp"

#include <vafast/error.hpp>

namespace vafast::cli {

int status_of(const error& failure, bool was_open) {
    switch (failure.kind()) {
        case error_kind::invalid_argument: return usage;
        case error_kind::resolve:
        case error_kind::connect:
        case error_kind::proxy: return unreachable;
        case error_kind::timeout: return was_open ? connection_lost : unreachable;
        case error_kind::tls: return untrusted;
        case error_kind::handshake:
        case error_kind::refused: return refused;
        default: return connection_lost;
    }
}

}  // namespace vafast::cli
