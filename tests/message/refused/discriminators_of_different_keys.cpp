// says: vafast: the alternatives of a std::variant have discriminators with different keys
// names: first
// names: second
#include <vafast/message/codec.hpp>

struct first {
    static constexpr std::string_view type = "a";
};
struct second {
    static constexpr vafast::tag type{"kind", "b"};
};

const std::string text = vafast::encode(std::variant<first, second>());
