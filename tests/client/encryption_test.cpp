// client.encrypt() and client.decrypt().
#include "client/support.hpp"
#include "hub/support.hpp"

#include <vafast/client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using hub_detail::testing::running_server;
using ::testing::HasSubstr;

const json secret_value = json::object({{"type", "sensitive_data"}, {"data", "confidential information"}});

std::shared_ptr<const key_ring> keys_of(int number) {
    const auto ring = std::make_shared<key_ring>();
    ring->add("k", std::vector<std::byte>(32, static_cast<std::byte>(number)));
    return ring;
}

websocket_client<> client_with(encryption_options options) {
    return create_websocket_client("ws://localhost/", {.encryption = std::move(options)});
}

std::string complaint(const std::function<void()>& call, error_kind kind) {
    try {
        call();
        return "(none)";
    } catch (const error& wrong) {
        EXPECT_EQ(wrong.kind(), kind);
        return wrong.what();
    }
}

TEST(encryption, reaches_another_client_with_the_same_passphrase_through_a_server_that_sees_none_of_it) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(
        "ws://127.0.0.1:" + std::to_string(server.port()) + "/ws",
        {.encryption = {.enabled = true, .algorithm = "AES-256-GCM", .key = "your-secret-key"}});
    const closed_at_the_end guard(client);
    const auto other = client_with({.enabled = true, .key = "your-secret-key"});
    client.on<"message">([&](const message& received, const message_event& event) {
        EXPECT_THAT(event.text(), Not(HasSubstr("confidential")));
        const json& sealed = std::get<json>(received);
        EXPECT_TRUE(is_encrypted(sealed));
        log.add(other.decrypt(sealed).dump());
    });
    client.connect().get(patience);
    EXPECT_EQ(client.send(client.encrypt(secret_value)), send_status::sent);
    EXPECT_TRUE(log.wait_for(secret_value.dump()));
}

TEST(encryption, uses_a_key_ring_that_clients_share) {
    const auto keys = keys_of(1);
    const auto one = client_with({.enabled = true, .keys = keys});
    const auto two = client_with({.enabled = true, .keys = keys});
    EXPECT_EQ(two.decrypt(one.encrypt(secret_value, {.room = "general"}), {.room = "general"}), secret_value);
}

TEST(encryption, fails_with_one_sentence_whatever_is_wrong) {
    const auto ours = client_with({.enabled = true, .keys = keys_of(1)});
    const auto theirs = client_with({.enabled = true, .keys = keys_of(2)});
    const json sealed = ours.encrypt(secret_value, {.room = "general"});
    json cut = sealed;
    cut["ciphertext"] = "AAAA";
    for (const json& message : {theirs.encrypt(secret_value), cut, sealed, json(1)})
        EXPECT_EQ(complaint([&] { ours.decrypt(message, {.room = "random"}); }, error_kind::invalid_message),
                  "The message cannot be decrypted.");
}

TEST(encryption, is_refused_with_options_that_do_not_fit) {
    const auto why = [](encryption_options options) {
        return complaint([&] { client_with(std::move(options)); }, error_kind::invalid_argument);
    };
    EXPECT_THAT(why({.enabled = true}), HasSubstr("either"));
    EXPECT_THAT(why({.enabled = true, .key = "a passphrase", .keys = keys_of(1)}), HasSubstr("either"));
    EXPECT_THAT(why({.enabled = true, .algorithm = "ROT13", .key = "a passphrase"}), HasSubstr("encryption.algorithm"));
    const auto off = client_with({.key = "a passphrase"});
    EXPECT_THAT(complaint([&] { off.encrypt(1); }, error_kind::invalid_argument), HasSubstr("encryption.enabled"));
    EXPECT_THAT(complaint([&] { off.decrypt(1); }, error_kind::invalid_argument), HasSubstr("encryption.enabled"));
}

}  // namespace
}  // namespace vafast::client_detail::testing
