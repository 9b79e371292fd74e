// A certificate that vouches for itself, for a server in a test. Any thread.
#pragma once

#include <string>

namespace vafast::testing {

struct own_certificate {
    std::string certificate;  // PEM
    std::string key;          // PEM
};

// For `name`, localhost and 127.0.0.1; valid for a day. Throws error(tls) where OpenSSL cannot make one.
own_certificate make_own_certificate(const std::string& name);

}  // namespace vafast::testing
