// What a client tells about itself: debug events, debug info and the trace, and that no secret is in any of them.
#include "client/support.hpp"
#include "hub/support.hpp"
#include "trace/reader.hpp"

#include <vafast/client.hpp>
#include <vafast/hub.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vafast::client_detail::testing {
namespace {

using namespace std::chrono_literals;
using hub_detail::testing::running_server;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A path of this test's own; the file goes with it.
class temporary_file {
 public:
    temporary_file() {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        path_ = ::testing::TempDir() + "vafast_" + test->name() + "_" + std::to_string(::getpid());
        std::filesystem::remove(path_);
    }
    ~temporary_file() { std::filesystem::remove(path_); }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;

    const std::string& path() const { return path_; }
    std::string content() const {
        std::ostringstream text;
        text << std::ifstream(path_).rdbuf();
        return text.str();
    }

 private:
    std::string path_;
};

std::vector<trace::record> records_in(const temporary_file& file) {
    std::istringstream text(file.content());
    trace::reader read;
    std::vector<trace::record> all;
    for (std::string line; std::getline(text, line);) {
        auto next = read.read(line, !text.eof());
        if (!next) ADD_FAILURE() << next.error();
        if (next && *next) all.push_back(**next);
    }
    return all;
}

// A talk of two messages with an echo, and the debug events of one type that it brings about.
template <class Client>
std::vector<json> debug_events_of(Client client, std::string_view type) {
    std::vector<json> told;
    client.template on<"debug">([&](const debug_event& event) {
        EXPECT_GT(event.timestamp, 1'600'000'000'000);
        if (event.type == type) told.push_back(event.data);
    });
    event_log log;
    client.template on<"message">([&](const message_event&) { log.add("message"); });
    client.connect().get(patience);
    client.send("hello");
    client.send(json::object({{"n", 1}}));
    EXPECT_TRUE(log.wait_for("message", 2));
    client.close().get(patience);
    return told;
}

TEST(debugging, tells_of_messages_in_both_directions) {
    running_server server;
    const auto told = debug_events_of(create_websocket_client(server.url(), {.debug = {.enabled = true}}), "message");
    std::vector<std::string> words;
    for (const json& each : told)
        words.push_back(each.get<std::string>("direction") + " " + each.get<std::string>("kind") + " " +
                        std::to_string(each.get<int>("bytes")) + " " + each.get<std::string>("text"));
    EXPECT_THAT(words, ::testing::UnorderedElementsAre("sent text 5 hello", "sent text 7 {\"n\":1}",
                                                       "received text 5 hello", "received text 7 {\"n\":1}"));
}

TEST(debugging, tells_of_events_and_measurements) {
    running_server server;
    std::vector<std::string> events;
    for (const json& each :
         debug_events_of(create_websocket_client(server.url(), {.debug = {.enabled = true}}), "event"))
        events.push_back(each.get<std::string>("event"));
    EXPECT_THAT(events, ElementsAre("open", "close"));

    std::vector<std::string> measures;
    for (const json& each :
         debug_events_of(create_websocket_client(server.url(), {.debug = {.enabled = true}}), "performance"))
        measures.push_back(each.get<std::string>("measure"));
    EXPECT_THAT(measures, ElementsAre("connect", "handshake", "connection"));
}

TEST(debugging, tells_of_the_statistics_that_others_ask_for) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.performance_interval = 1ms, .debug = {.enabled = true}});
    const closed_at_the_end end(client);
    client.on<"performance_metric">([](const client_stats&) {});
    client.on<"debug">([&](const debug_event& event) {
        if (event.type == "event" && event.data.get<std::string>("event") == "performance_metric" &&
            event.data.get<int>("bytes_sent") > 0)
            log.add("told");
    });
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("told"));
}

TEST(debugging, measures_the_round_trip_of_pings) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(
        server.url(), {.heartbeat_interval = 1ms, .debug = {.enabled = true, .log_messages = false}});
    const closed_at_the_end end(client);
    client.on<"debug">([&](const debug_event& event) {
        if (event.type == "performance") log.add(event.data.get<std::string>("measure"));
        EXPECT_NE(event.type, "message");
    });
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("round_trip", 3));
}

TEST(debugging, tells_nothing_where_it_is_off) {
    running_server server;
    for (const char* type : {"message", "event", "performance"}) {
        EXPECT_THAT(debug_events_of(create_websocket_client(server.url()), type), IsEmpty());
        EXPECT_THAT(
            debug_events_of(
                create_websocket_client(
                    server.url(),
                    {.debug = {.enabled = true, .log_messages = false, .log_events = false, .log_performance = false}}),
                type),
            IsEmpty());
    }
}

struct greeting {
    static constexpr std::string_view type = "greeting";
    std::string text;
};

TEST(debugging, works_for_typed_clients) {
    running_server server;
    event_log log;
    auto client = create_websocket_client<greeting>(server.url(), {.debug = {.enabled = true}});
    const closed_at_the_end end(client);
    client.on<"debug">([&](const debug_event& event) { log.add(event.type); });
    client.connect().get(patience);
    client.send(greeting{"hello"});
    EXPECT_TRUE(log.wait_for("message", 2));
    EXPECT_TRUE(client.get_debug_info().is_object());
}

TEST(debugging, is_not_endless_where_its_handler_throws) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.debug = {.enabled = true}});
    const closed_at_the_end end(client);
    client.on<"debug">([](const debug_event&) { throw std::runtime_error("out of ink"); });
    client.on<"error">([&](const error& failure) { log.add(failure.what()); });
    client.connect().get(patience);
    EXPECT_TRUE(log.wait_for("A handler threw: out of ink"));
}

TEST(debugging, lets_its_handler_do_anything) {
    running_server server;
    auto client = std::make_unique<websocket_client<>>(server.url(), client_options{.debug = {.enabled = true}});
    std::promise<void> gone;
    client->on<"debug">([&](const debug_event& event) {
        if (event.type == "message" && client) {
            client.reset();
            gone.set_value();
        }
    });
    client->on<"open">([&](const connection_info&) { client->send("hello"); });
    client->connect();
    EXPECT_EQ(gone.get_future().wait_for(patience), std::future_status::ready);
}

TEST(debugging, cuts_what_it_tells_of_a_long_message_at_a_character) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.debug = {.enabled = true}});
    const closed_at_the_end end(client);
    client.on<"debug">([&](const debug_event& event) {
        if (event.type != "message" || event.data.get<std::string>("direction") != "sent") return;
        EXPECT_EQ(event.data.get<int>("bytes"), 3001);
        EXPECT_TRUE(event.data.get<bool>("cut"));
        EXPECT_EQ(event.data.get<std::string>("text").size(), 1023U);
        log.add("told");
    });
    client.connect().get(patience);
    std::string text = "x";
    for (int i = 0; i < 1500; ++i) text += "\xc3\xa9";
    client.send(text);
    EXPECT_TRUE(log.wait_for("told"));
}

TEST(debug_info, says_what_a_report_needs) {
    running_server server;
    auto client = create_websocket_client(server.url(), {.protocols = {"chat"}, .headers = {{"X-Note", "value"}}});
    const closed_at_the_end end(client);
    EXPECT_EQ(client.get_debug_info()["connection"].get<std::string>("ready_state"), "closed");
    client.connect().get(patience);
    const json info = client.get_debug_info();
    EXPECT_EQ(info["connection"].get<std::string>("ready_state"), "open");
    EXPECT_EQ(info["connection"].get<std::string>("url"), server.url());
    EXPECT_THAT(info["options"]["headers"].dump(), R"(["X-Note"])");
    EXPECT_EQ(info["options"].get<int>("heartbeat_interval_ms"), 30'000);
    EXPECT_GT(info["statistics"].get<int>("bytes_sent"), 0);
    EXPECT_FALSE(info.contains("trace"));
}

TEST(tracing, writes_all_that_crosses_the_wire) {
    running_server server;
    const temporary_file file;
    {
        event_log log;
        auto client = create_websocket_client(server.url(), {.debug = {.trace = file.path()}});
        client.on<"message">([&] { log.add("message"); });
        client.on<"debug">([&](const debug_event& event) { log.add("debug " + event.type); });
        client.connect().get(patience);
        client.send("hello");
        EXPECT_TRUE(log.wait_for("message"));
        EXPECT_GT(client.get_debug_info()["trace"].get<int>("lost_records"), -1);
        client.close(1000, "done").get(patience);
        EXPECT_THAT(log.all(), ElementsAre("message"));  // a trace alone tells nothing
        std::vector<std::size_t> kinds;
        for (const trace::record& each : records_in(file)) kinds.push_back(each.index());
        // beginning, connect, connected, two headers, two messages, two close frames, the end: whole before close() is
        // done.
        EXPECT_THAT(kinds, ElementsAre(0, 1, 2, 3, 3, 4, 4, 4, 4, 6));
    }
}

TEST(tracing, goes_on_over_reconnections) {
    running_server server;
    const temporary_file file;
    auto client = create_websocket_client(server.url(), {.debug = {.trace = file.path()}});
    client.connect().get(patience);
    client.reconnect().get(patience);
    client.close().get(patience);
    std::vector<std::uint32_t> connections;
    for (const trace::record& each : records_in(file))
        if (const auto* begun = std::get_if<trace::connect>(&each)) connections.push_back(begun->connection);
    EXPECT_THAT(connections, ElementsAre(1, 2));
}

TEST(tracing, refuses_a_file_that_cannot_be_written) {
    try {
        create_websocket_client("ws://127.0.0.1/", {.debug = {.trace = "/nowhere/a.trace"}});
        FAIL();
    } catch (const error& wrong) {
        EXPECT_EQ(wrong.kind(), error_kind::invalid_argument);
        EXPECT_THAT(wrong.what(), HasSubstr("/nowhere/a.trace"));
    }
}

TEST(tracing, tells_that_the_disk_is_full_and_the_connection_stands) {
    running_server server;
    event_log log;
    auto client = create_websocket_client(server.url(), {.debug = {.trace = "/dev/full"}});
    const closed_at_the_end end(client);
    client.on<"debug">(
        [&](const debug_event& event) { log.add(event.type + " " + event.data.get<std::string>("failure")); });
    client.connect().get(patience);
    client.on<"message">([&] { client.send("again"); });
    client.send("hello");
    EXPECT_TRUE(log.wait_for("trace No space left on device"));
    EXPECT_TRUE(client.is_connected());
}

// A pipe that nobody reads is a disk that takes nothing.
TEST(tracing, is_not_held_up_by_a_disk_that_takes_nothing) {
    running_server server;
    const temporary_file pipe;
    ASSERT_EQ(::mkfifo(pipe.path().c_str(), 0600), 0);
    const int nobody = ::open(pipe.path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    {
        event_log log;
        auto client = create_websocket_client(server.url(), {.debug = {.trace = pipe.path()}});
        client.on<"message">([&](const message_event&) { log.add("message"); });
        client.connect().get(patience);
        const std::string large(1 << 20, 'x');
        for (int i = 0; i < 20; ++i) client.send(large);
        EXPECT_TRUE(log.wait_for("message", 20));
        EXPECT_GT(client.get_debug_info()["trace"].get<int>("lost_records"), 0);
        client.close().get(patience);
    }
    ::close(nobody);
}

// ---- secrets

const std::vector<std::string> planted = {
    "planted-password", "planted-query",  "planted-cookie",   "planted-bearer", "planted-api-key",
    "planted-token",    "planted-phrase", "planted-proxy-pw", "planted-pem",
};

// Everything that a client says while something is done with it.
class overheard {
 public:
    template <class Do>
    void listen(const std::string& url, client_options options, Do act) {
        const temporary_file file;
        options.debug = {.enabled = true, .trace = file.path()};
        options.auto_reconnect = false;
        options.close_timeout = 50ms;  // the servers do not end TCP
        const auto keep = [this](const std::string& what) { log_.add(what); };
        try {
            auto client = create_websocket_client(url, std::move(options));
            const closed_at_the_end end(client);
            client.on<"debug">([&](const debug_event& event) { keep(event.type + event.data.dump()); });
            client.on<"error">([&](const error& failure) { keep(failure.what()); });
            client.on<"close">([&](const close_event& event) { keep(event.reason); });
            client.on<"open">([&](const connection_info& info) { keep(info.url + info.protocol); });
            client.on<"room_left">([&](const std::string& room, const std::string& why) { keep(room + why); });
            keep(client.get_debug_info().dump());
            act(client);
            keep(client.get_debug_info().dump());
            client.close().get(patience);
        } catch (const error& thrown) {
            keep(thrown.what());
        }
        keep(file.content());
    }

    bool heard(std::string_view words) const {
        for (const std::string& each : log_.all())
            if (each.find(words) != std::string::npos) return true;
        return false;
    }
    void expect_no_secret() const {
        for (const std::string& each : log_.all())
            for (const std::string& secret : planted) EXPECT_THAT(each, Not(HasSubstr(secret)));
    }

 private:
    event_log log_;
};

client_options full_of_secrets() {
    return {.headers = {{"Cookie", "a=planted-cookie"}, {"X-Api-Key", "planted-api-key"}},
            .auth = {.get_token = [] { return std::string("planted-token"); }},
            .encryption = {.enabled = true, .key = "planted-phrase"}};
}

// One server that repeats in its answer, its messages and its close frame what it was sent.
void repeat_everything(scripted_server::socket& socket) {
    websocket::server_handshake handshake;
    std::vector<std::byte> memory(8192);
    for (;;) {
        const std::size_t count = socket.read_some(boost::asio::buffer(memory));
        base::mutable_bytes input(memory.data(), count);
        const auto complete = handshake.receive(input);
        if (!complete || *complete) break;
    }
    std::string heard;
    for (const auto& [name, value] : handshake.request().headers)
        if (name == "Authorization" || name == "Cookie" || name == "X-Api-Key") heard += value + ' ';
    heard += handshake.request().target;
    websocket::frame_writer writer(websocket::role::server, base::secure_random());
    base::byte_buffer frames;
    writer.message(websocket::opcode::text, base::as_bytes(heard), frames);
    writer.message(websocket::opcode::binary, base::as_bytes(heard), frames);
    writer.control(websocket::opcode::ping, base::as_bytes(std::string_view(heard).substr(0, 100)), frames);
    writer.close(4000, "no: " + heard.substr(0, 100), frames);
    boost::asio::write(socket, boost::asio::buffer(handshake.accept({}, std::nullopt, {{"X-Heard", heard}}) +
                                                   std::string(base::as_text(frames.data()))));
}

TEST(secrets_of_a_client, appear_in_nothing_that_it_says_about_a_server_that_repeats_them) {
    scripted_server server(repeat_everything);
    const std::string url = "ws://ann:planted-password@127.0.0.1:" + std::to_string(server.port());
    overheard with_token, with_header, with_url;
    with_token.listen(url + "/ws?token=planted-query", full_of_secrets(), [](auto& client) {
        client.connect().get(patience);
        client.close().get(patience);
    });
    client_options with_bearer = full_of_secrets();
    with_bearer.auth = {};
    with_bearer.headers.emplace_back("Authorization", "Bearer planted-bearer");
    with_header.listen(url + "/", with_bearer, [](auto& client) { client.connect().get(patience); });
    with_url.listen(url + "/", {}, [](auto& client) { client.connect().get(patience); });
    for (const overheard* each : {&with_token, &with_header, &with_url}) {
        EXPECT_TRUE(each->heard("no: "));     // the close reason
        EXPECT_TRUE(each->heard("X-Heard"));  // the trace
        EXPECT_TRUE(each->heard(R"("kind":"text")"));
        each->expect_no_secret();
    }
    EXPECT_FALSE(with_url.heard("YW5uOnBsYW50ZWQtcGFzc3dvcmQ="));  // ann:planted-password, in Basic's base64
}

TEST(secrets_of_a_client, appear_in_nothing_that_it_says_about_a_hub) {
    hub server({.listen = {"127.0.0.1:0"}});
    server.authenticate([](const handshake_request&, std::string_view token) -> authentication {
        if (token == "planted-token") return identity{.user = "alice"};
        return refusal{"the token " + std::string(token) + " is none"};
    });
    server.start();
    overheard let_in, refused;
    let_in.listen(server.urls().front() + "?token=planted-query", full_of_secrets(), [](auto& client) {
        client.connect().get(patience);
        client.join_room("general").get(patience);
        client.broadcast_to_room("general", "hello").get(patience);
        client.send(client.encrypt("hello").dump());
    });
    EXPECT_TRUE(let_in.heard(R"(\"$\":\"hello\")"));
    EXPECT_TRUE(let_in.heard("general"));
    let_in.expect_no_secret();

    client_options options = full_of_secrets();
    options.auth.get_token = [] { return std::string("planted-bearer"); };
    options.auth.auto_auth = false;
    refused.listen(server.urls().front(), options, [](auto& client) {
        const auto joined = client.join_room("general");  // before connect(): one asked after the refusal would wait
        client.connect().get(patience);
        joined.get(patience);
    });
    EXPECT_TRUE(refused.heard("is none"));
    refused.expect_no_secret();
}

TEST(secrets_of_a_client, appear_in_no_error) {
    scripted_server refusing([](scripted_server::socket& socket) {
        std::vector<char> memory(8192);
        socket.read_some(boost::asio::buffer(memory));
        boost::asio::write(
            socket, boost::asio::buffer(
                        std::string("HTTP/1.1 302 Found\r\nLocation: ws://u:planted-password@h/?token=planted-query\r\n"
                                    "Set-Cookie: a=planted-cookie\r\n\r\nplanted-token")));
    });
    const std::string proxy = "http://ann:planted-proxy-pw@127.0.0.1:" + std::to_string(refusing.port());
    const auto connect = [](auto& client) { client.connect().get(patience); };
    overheard errors;
    client_options redirected = full_of_secrets();
    errors.listen(refusing.url(), redirected, connect);
    redirected.max_redirects = 1;
    errors.listen(refusing.url(), redirected, connect);
    errors.listen("ws://127.0.0.1:1/", {.proxy = {.url = proxy}}, connect);
    errors.listen("ws://127.0.0.1:1/", {.proxy = {.url = "ftp://ann:planted-proxy-pw@h"}}, connect);
    errors.listen("ws://ann:planted-password@127.0.0.1:" + std::to_string(closed_port()) + "/?token=planted-query",
                  full_of_secrets(), connect);
    errors.listen("http://ann:planted-password@h/?token=planted-query", {}, connect);
    errors.listen("ws://ann:planted-password@h:x/?token=planted-query", {}, connect);
    errors.listen("wss://h/", {.tls = {.certificate = {.pem = "planted-pem"}, .private_key = {.pem = "planted-pem"}}},
                  connect);
    errors.listen("ws://h/", {.headers = {{"Cookie", "a=planted-cookie\r\n"}}}, connect);
    errors.listen("ws://h/", {.encryption = {.enabled = true, .algorithm = "none", .key = "planted-phrase"}}, connect);
    EXPECT_TRUE(errors.heard("it points to"));
    EXPECT_TRUE(errors.heard("The proxy"));
    errors.expect_no_secret();
}

}  // namespace
}  // namespace vafast::client_detail::testing
