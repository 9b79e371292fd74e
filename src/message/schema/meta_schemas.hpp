// The schemas of schemas, which every reference may lead to. Pure; any thread.
#pragma once

#include <string_view>

namespace vafast::message_detail::schema {

inline constexpr std::string_view draft_7_uri = "http://json-schema.org/draft-07/schema";
inline constexpr std::string_view draft_2020_12_uri = "https://json-schema.org/draft/2020-12/schema";
inline constexpr std::string_view validation_vocabulary_uri = "https://json-schema.org/draft/2020-12/vocab/validation";

// Its text; empty where there is none of that URI.
std::string_view meta_schema(std::string_view uri);

}  // namespace vafast::message_detail::schema
