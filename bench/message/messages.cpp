#include "messages.hpp"

#include <random>

namespace bench {
namespace {

constexpr std::size_t count = 256;

std::string words(std::mt19937& random, std::size_t size) {
    std::string text;
    while (text.size() < size) text += random() % 6 == 0 ? ' ' : static_cast<char>('a' + random() % 26);
    return text;
}

order make_order(std::mt19937& random) {
    order made;
    made.id = "o-" + std::to_string(random());
    made.customer = words(random, 18);
    made.created = 1'700'000'000'000 + static_cast<std::int64_t>(random());
    for (std::size_t i = 0; i < 10; ++i) {
        made.items.push_back({"item-" + std::to_string(random() % 1000),
                              words(random, 20 + random() % 12),
                              static_cast<double>(random() % 100'000) / 100,
                              static_cast<int>(random() % 50),
                              random() % 2 == 0,
                              {words(random, 3), words(random, 5), words(random, 3)}});
    }
    made.totals = {{"net", static_cast<double>(random() % 100'000) / 100}, {"vat", 38.1}, {"gross", 238}};
    return made;
}

}  // namespace

std::vector<std::string> chat_texts() {
    std::mt19937 random(1);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        texts.push_back(vafast::encode(
            chat_protocol(chat_message{words(random, 10 + random() % 16), "user" + std::to_string(random() % 1000),
                                       1'700'000'000'000 + static_cast<std::int64_t>(random())})));
    }
    return texts;
}

std::vector<std::string> order_texts() {
    std::mt19937 random(1);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) texts.push_back(vafast::encode(make_order(random)));
    return texts;
}

}  // namespace bench
