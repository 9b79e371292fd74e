// What no trace, debug event or other output may show: credentials are hidden where they stand (headers, queries, the
// hub's frames), and, wherever else they turn up, by what they are. Pure; one thread at a time.
#pragma once

#include "base/url.hpp"
#include "trace/head.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::trace {

class secrets {
 public:
    // These are hidden from now on. What is shorter than four bytes is not: it would be found everywhere. Of tokens
    // that are renewed for ever, the newest are known.
    void add(std::string_view secret);
    // A header, where its name says that its value is one: also what stands in it, a token, cookies, a password.
    void add_header(std::string_view name, std::string_view value);
    // The password, and the secrets of the query.
    void add_url(const base::url& url);

    // Puts an asterisk for each byte of the known secrets.
    void hide_in(std::span<char> text) const;
    // The same of a header, where the values of secret headers and of the query are hidden, known or not.
    std::string hide_in_head(std::string_view text) const;
    // The same of a text message, where it is one of the hub's frames: without its token and session.
    void hide_in_message(std::string& text) const;

 private:
    std::vector<std::string> known_;
};

}  // namespace vafast::trace
