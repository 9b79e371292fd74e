// References between schema documents (RFC 3986 section 5). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace vafast::message_detail::schema {

// What `reference` means in a document at `base`: an absolute URI, where `base` is one.
std::string resolve_uri(std::string_view base, std::string_view reference);

// What is before the first "#", and what is behind it with its %XX decoded.
std::pair<std::string, std::string> split_fragment(std::string_view uri);

}  // namespace vafast::message_detail::schema
