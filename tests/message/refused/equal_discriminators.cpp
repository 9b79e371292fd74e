// says: vafast: two alternatives of a std::variant have the same discriminator
// names: first
// names: second
#include <vafast/message/codec.hpp>

struct first {
    static constexpr std::string_view type = "same";
};
struct second {
    static constexpr std::string_view type = "same";
};

const std::string text = vafast::encode(std::variant<first, second>());
