// The examples of vectors.json, with our code and with WebCrypto under Node.js and in Chromium.
#include "base/base64.hpp"
#include "encryption/document.hpp"
#include "integration/process.hpp"

#include <vafast/encryption.hpp>

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast {
namespace {

using integration::process;

const json& vectors() {
    static const json read = [] {
        std::ifstream file(VAFAST_SOURCE "/tests/encryption/vectors.json");
        std::ostringstream content;
        content << file.rdbuf();
        return json::parse(content.str());
    }();
    return read;
}

key_ring ring_for(const json& vector) {
    const json& sealed = vector["sealed"];
    // Vectors with a wrong id have the key all the same, under the right one.
    const std::string id = sealed["key_id"] == "k2" ? "k1" : sealed.get<std::string>("key_id");
    key_ring ring;
    if (const json* passphrase = vector.find("passphrase")) {
        const auto salt = base::decode_base64(sealed["kdf"].get<std::string>("salt")).value();
        ring.add_passphrase(
            id, passphrase->get<std::string>(),
            {.iterations = sealed["kdf"].get<std::uint32_t>("iterations"), .salt = std::string(base::as_text(salt))});
    } else {
        ring.add(id, base::decode_base64(vector.get<std::string>("key")).value());
    }
    return ring;
}

encryption_context context_of(const json& vector) {
    const json& context = vector["context"];
    return {context.value("room", ""), context.value("sender", ""), context.value("event", "")};
}

TEST(vectors, open_to_their_text) {
    for (const json& vector : vectors()["opens"])
        EXPECT_EQ(ring_for(vector).open(vector["sealed"], context_of(vector)),
                  json::parse(vector.get<std::string>("text")))
            << vector["name"].dump();
}

TEST(vectors, are_what_our_code_seals_with_their_salt_and_nonce) {
    for (const json& vector : vectors()["opens"]) {
        auto sealed = encryption_detail::to_document(vector["sealed"]).value();
        const base::secret_bytes key =
            sealed.kdf ? encryption_detail::stretch(vector.get<std::string>("passphrase"), sealed.kdf->salt,
                                                    sealed.kdf->iterations)
                       : base::secret_bytes(base::decode_base64(vector.get<std::string>("key")).value());
        const std::string text = vector.get<std::string>("text");
        sealed.ciphertext = encryption_detail::encrypt(
            encryption_detail::derive_key(key, sealed.salt), sealed.once,
            encryption_detail::associated_data(sealed.key_id, context_of(vector)), base::as_bytes(text));
        EXPECT_EQ(encryption_detail::to_json(sealed).dump(), vector["sealed"].dump()) << vector["name"].dump();
    }
}

TEST(vectors, that_must_not_open_do_not) {
    EXPECT_GT(vectors()["refuses"].size(), 10u);
    for (const json& vector : vectors()["refuses"])
        EXPECT_EQ(ring_for(vector).open(vector["sealed"], context_of(vector)), std::nullopt) << vector["name"].dump();
}

TEST(vectors, have_the_default_salt_where_their_name_says_so) {
    for (const json& vector : vectors()["opens"]) {
        if (vector["name"] != "passphrase with the default salt") continue;
        key_ring ring;
        ring.add_passphrase("default", vector.get<std::string>("passphrase"));
        EXPECT_TRUE(ring.open(vector["sealed"], context_of(vector)));
        return;
    }
    FAIL() << "there is none";
}

class webcrypto_of : public testing::TestWithParam<const char*> {
 protected:
    static process webcrypto(const std::vector<std::string>& arguments) {
        std::vector<std::string> command{"node", VAFAST_SOURCE "/tests/encryption/webcrypto.mjs", GetParam(),
                                         VAFAST_SOURCE "/docs/encryption.md"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        return process(command);
    }
};
INSTANTIATE_TEST_SUITE_P(javascript, webcrypto_of, testing::Values("node", "chromium"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(webcrypto_of, agrees_on_the_vectors_with_the_reader_of_the_documentation) {
    process judge = webcrypto({"check", VAFAST_SOURCE "/tests/encryption/vectors.json"});
    for (const json& vector : vectors()["opens"]) {
        judge.wait_for("opened " + vector.get<std::string>("name"));
        judge.wait_for("sealed " + vector.get<std::string>("name"));
    }
    for (const json& vector : vectors()["refuses"]) judge.wait_for("refused " + vector.get<std::string>("name"));
    EXPECT_EQ(judge.wait(), 0) << judge.output();
}

TEST_P(webcrypto_of, opens_what_we_sealed_just_now_and_we_open_what_it_seals) {
    const std::vector<std::byte> key(32, std::byte{7});
    key_ring ring;
    ring.add("shared", key);
    const encryption_context context{.room = "Küche", .sender = "alice", .event = "chat"};
    const std::vector<json> values{json(1), json("Grüße 🌍"), json::object({{"a", json::array({1, nullptr, 2.5})}})};
    std::vector<std::string> arguments{
        "exchange", base::encode_base64(key),
        json::object({{"room", context.room}, {"sender", context.sender}, {"event", context.event}}).dump()};
    for (const json& each : values) arguments.push_back(ring.seal(each, context).dump());
    process judge = webcrypto(arguments);
    for (const json& each : values) EXPECT_EQ(ring.open(json::parse(judge.wait_for("again ")), context), each);
    EXPECT_EQ(judge.wait(), 0) << judge.output();
}

}  // namespace
}  // namespace vafast
