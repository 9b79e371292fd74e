// The descriptions of what most messages are made of, so that programs need not compile them.
#include <vafast/message/describe.hpp>

namespace vafast::detail {

template <class Value>
constinit const optional_type known_optional<Value>::value = any_optional_of<std::optional<Value>>::value;
template struct known_optional<std::string>;
template struct known_optional<bool>;
template struct known_optional<std::int32_t>;
template struct known_optional<std::int64_t>;
template struct known_optional<double>;

template <class Element>
constinit const sequence_type known_sequence<Element>::value = any_sequence_of<std::vector<Element>>::value;
template struct known_sequence<std::string>;
template struct known_sequence<std::int32_t>;
template struct known_sequence<std::int64_t>;
template struct known_sequence<double>;

}  // namespace vafast::detail
