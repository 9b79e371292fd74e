#include <vafast/encryption.hpp>

#include <array>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast {
namespace {

using ::testing::HasSubstr;

using key = std::array<std::byte, 32>;

key key_of(int number) {
    key made{};
    made.fill(static_cast<std::byte>(number));
    return made;
}

key_ring ring_of(std::initializer_list<int> numbers) {
    key_ring ring;
    for (const int number : numbers) ring.add("key " + std::to_string(number), key_of(number));
    return ring;
}

const json value = json::object({{"type", "sensitive_data"}, {"data", "confidential information"}});

template <class Make>
std::string complaint(Make make) {
    try {
        make();
        return "(none)";
    } catch (const error& wrong) {
        EXPECT_EQ(wrong.kind(), error_kind::invalid_argument);
        return wrong.what();
    }
}

TEST(key_ring, opens_what_another_ring_with_the_same_key_sealed) {
    for (const json& each : {value, json(nullptr), json(""), json(1.5), json::array({1, "zwei", true}),
                             json("Grüße 🌍"), json(std::string(100'000, 'x'))})
        EXPECT_EQ(ring_of({1}).open(ring_of({1}).seal(each)), each);
}

TEST(key_ring, opens_nothing_that_was_sealed_with_another_key_under_the_same_id) {
    key_ring other;
    other.add("key 1", key_of(2));
    EXPECT_EQ(other.open(ring_of({1}).seal(value)), std::nullopt);
}

TEST(key_ring, shows_nothing_of_the_value) {
    const std::string sealed = ring_of({1}).seal(value).dump();
    for (const char* word : {"sensitive", "confidential", "type", "data\""}) EXPECT_THAT(sealed, Not(HasSubstr(word)));
}

TEST(key_ring, seals_the_same_value_differently_each_time) {
    const key_ring ring = ring_of({1});
    const json first = ring.seal(value);
    const json second = ring.seal(value);
    EXPECT_NE(first["nonce"], second["nonce"]);
    EXPECT_NE(first["ciphertext"], second["ciphertext"]);
}

TEST(key_ring, marks_what_it_sealed) {
    const json sealed = ring_of({1}).seal(value);
    EXPECT_TRUE(is_encrypted(sealed));
    EXPECT_EQ(sealed["algorithm"], "AES-256-GCM");
    EXPECT_EQ(sealed["key_id"], "key 1");
    for (const json& plain : {value, json(1), json::array({true}), json::object({{"encrypted", false}}),
                              json::object({{"encrypted", "true"}})})
        EXPECT_FALSE(is_encrypted(plain)) << plain.dump();
}

TEST(key_ring, opens_a_message_only_where_it_belongs) {
    const key_ring ring = ring_of({1});
    const encryption_context context{.room = "general", .sender = "alice", .event = "chat"};
    const json sealed = ring.seal(value, context);
    EXPECT_EQ(ring.open(sealed, context), value);
    for (const encryption_context& other :
         {encryption_context{}, encryption_context{.room = "random", .sender = "alice", .event = "chat"},
          encryption_context{.room = "general", .sender = "bob", .event = "chat"},
          encryption_context{.room = "general", .sender = "alice", .event = "notice"},
          encryption_context{.room = "general", .sender = "alice"},
          encryption_context{.room = "generalalice", .event = "chat"},
          encryption_context{.room = "general", .sender = "alicechat"},
          encryption_context{.room = "alice", .sender = "general", .event = "chat"}})
        EXPECT_EQ(ring.open(sealed, other), std::nullopt) << other.room << '/' << other.sender << '/' << other.event;
    EXPECT_EQ(ring.open(ring.seal(value), context), std::nullopt);
}

void expect_that_no_changed_bit_opens(const key_ring& ring, const json& sealed) {
    const std::string text = sealed.dump();
    ASSERT_EQ(ring.open(json::parse(text)), value);
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = text;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            json read;
            const bool is_json = json::try_parse(changed, read);
            EXPECT_FALSE(is_json && ring.open(read)) << changed;
        }
    }
}

TEST(key_ring, opens_nothing_in_which_any_bit_of_any_byte_was_changed) {
    const key_ring ring = ring_of({1});
    expect_that_no_changed_bit_opens(ring, ring.seal(value));
}

TEST(key_ring, opens_nothing_of_a_passphrase_in_which_any_bit_of_any_byte_was_changed) {
    key_ring ring;
    ring.add_passphrase("default", "your-secret-key");
    expect_that_no_changed_bit_opens(ring, ring.seal(value));
}

TEST(key_ring, opens_nothing_that_was_cut_or_that_is_something_else) {
    const key_ring ring = ring_of({1});
    const json sealed = ring.seal(value);
    for (const char* member : {"encrypted", "algorithm", "key_id", "salt", "nonce", "ciphertext"}) {
        json changed = sealed;
        changed.erase(member);
        EXPECT_EQ(ring.open(changed), std::nullopt) << member;
        changed[member] = nullptr;
        EXPECT_EQ(ring.open(changed), std::nullopt) << member;
        changed[member] = "";
        EXPECT_EQ(ring.open(changed), std::nullopt) << member;
    }
    json more = sealed;
    more["more"] = 1;
    EXPECT_EQ(ring.open(more), std::nullopt);
    for (const json& other : {json(), json(1), json("encrypted"), json::array({true}), value})
        EXPECT_EQ(ring.open(other), std::nullopt);
}

TEST(key_ring, seals_with_the_newest_key_and_opens_with_each_until_it_is_removed) {
    key_ring ring = ring_of({1});
    const json old_message = ring.seal(value);
    ring.add("key 2", key_of(2));
    const json new_message = ring.seal(value);
    EXPECT_EQ(new_message["key_id"], "key 2");
    EXPECT_EQ(ring.open(old_message), value);
    EXPECT_EQ(ring_of({2}).open(new_message), value);
    EXPECT_TRUE(ring.remove("key 1"));
    EXPECT_FALSE(ring.remove("key 1"));
    EXPECT_EQ(ring.open(old_message), std::nullopt);
    EXPECT_EQ(ring.open(new_message), value);
}

TEST(key_ring, binds_the_id_of_the_key) {
    key_ring ring;
    ring.add("one", key_of(1));
    ring.add("two", key_of(1));
    json sealed = ring.seal(value);
    sealed["key_id"] = "one";
    EXPECT_EQ(ring.open(sealed), std::nullopt);
}

TEST(key_ring, opens_with_the_passphrase_that_was_given_and_the_options_that_were_agreed_on) {
    key_ring ours, same, other, salted;
    ours.add_passphrase("default", "your-secret-key");
    same.add_passphrase("default", "your-secret-key");
    other.add_passphrase("default", "your-secret-kez");
    salted.add_passphrase("default", "your-secret-key", {.salt = "sixteen bytes ok"});
    const json sealed = ours.seal(value);
    EXPECT_EQ(same.open(sealed), value);
    EXPECT_EQ(other.open(sealed), std::nullopt);
    EXPECT_EQ(salted.open(sealed), std::nullopt);
    EXPECT_EQ(ours.open(salted.seal(value)), std::nullopt);
}

// A bound for the work that a stranger can demand: a hundred million iterations would take half a minute.
TEST(key_ring, is_made_to_stretch_nothing_by_a_message) {
    key_ring ring;
    ring.add_passphrase("default", "your-secret-key");
    json sealed = ring.seal(value);
    sealed["kdf"]["iterations"] = 4'000'000'000;
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(ring.open(sealed), std::nullopt);
}

TEST(key_ring, refuses_what_makes_no_sense_and_shows_no_passphrase) {
    key_ring ring = ring_of({1});
    EXPECT_THAT(complaint([&] { ring.add("short", std::vector<std::byte>(31)); }), HasSubstr("31 bytes"));
    EXPECT_THAT(complaint([&] { ring.add("key 1", key_of(2)); }), HasSubstr("new id"));
    EXPECT_THAT(complaint([&] { ring.add_passphrase("p", ""); }), HasSubstr("0 bytes"));
    const std::string few = complaint([&] { ring.add_passphrase("p", "hunter2", {.iterations = 1000}); });
    EXPECT_THAT(few, HasSubstr("iterations is 1000"));
    EXPECT_THAT(few, Not(HasSubstr("hunter2")));
    EXPECT_THAT(complaint([&] { ring.add_passphrase("p", "hunter2", {.salt = "short"}); }), HasSubstr("salt has 5"));
    EXPECT_THAT(complaint([] { key_ring().seal(value); }), HasSubstr("no key to seal with"));
    EXPECT_EQ(key_ring().open(ring.seal(value)), std::nullopt);
}

TEST(key_ring, survives_random_documents) {
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const key_ring ring = ring_of({1});
    const std::string sealed = ring.seal(value).dump();
    for (int i = 0; i < 5000; ++i) {
        std::string changed = sealed;
        for (unsigned changes = 1 + random() % 8; changes-- > 0;) {
            const std::size_t at = random() % changed.size();
            if (random() % 2) {
                changed[at] = static_cast<char>(random());
            } else {
                changed.erase(at, 1 + random() % 20);
            }
            if (changed.empty()) break;
        }
        json read;
        const bool is_another = json::try_parse(changed, read) && read != json::parse(sealed);
        EXPECT_FALSE(is_another && ring.open(read)) << changed;
    }
}

}  // namespace
}  // namespace vafast
