// Asks one question: what does it cost to make a validated struct of the bytes of a message, and bytes of the struct?
// Beside simdjson on demand with code by hand, Boost.JSON and nlohmann, in one run, each message fresh.
#include "messages.hpp"

#include <benchmark/benchmark.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include <boost/json/src.hpp>
#include <simdjson.h>

namespace bench {
namespace {

namespace bj = boost::json;

// ---- ours: the text is known to be UTF-8, since the frame layer has checked it

template <class T>
bool vafast_decode(const std::string& text, T& out) {
    return vafast::try_decode(text, out, nullptr, nullptr, vafast::json::utf8::known_valid);
}
template <class T>
std::size_t vafast_encode(const T& value) {
    return vafast::detail::encode_value(&value, vafast::detail::description_of<T>::value, nullptr).size();
}

// ---- simdjson, by hand

class simdjson_reader {
 public:
    bool read(const std::string& text, chat_protocol& out) {
        simdjson::ondemand::object object = open(text);
        const std::string_view type = object["type"].get_string();
        if (type == "chat") {
            chat_message& chat = out.emplace<chat_message>();
            chat.message = std::string_view(object["message"].get_string());
            chat.userId = std::string_view(object["userId"].get_string());
            chat.timestamp = object["timestamp"].get_int64();
            return true;
        }
        return false;
    }
    bool read(const std::string& text, order& out) {
        simdjson::ondemand::object object = open(text);
        out.id = std::string_view(object["id"].get_string());
        out.customer = std::string_view(object["customer"].get_string());
        for (simdjson::ondemand::object each : object["items"].get_array()) {
            item& added = out.items.emplace_back();
            added.id = std::string_view(each["id"].get_string());
            added.title = std::string_view(each["title"].get_string());
            added.price = each["price"].get_double();
            added.count = static_cast<int>(std::int64_t(each["count"].get_int64()));
            added.in_stock = each["in_stock"].get_bool();
            for (auto tag : each["tags"].get_array()) added.tags.emplace_back(std::string_view(tag.get_string()));
        }
        for (auto field : object["totals"].get_object()) {
            const std::string_view key = field.unescaped_key();
            out.totals.emplace(key, double(field.value().get_double()));
        }
        out.created = object["created"].get_int64();
        return true;
    }

 private:
    simdjson::ondemand::object open(const std::string& text) {
        padded_.assign(text);
        padded_.reserve(text.size() + simdjson::SIMDJSON_PADDING);
        document_ = parser_.iterate(padded_.data(), text.size(), padded_.capacity());
        return document_.get_object();
    }

    simdjson::ondemand::parser parser_;
    simdjson::ondemand::document document_;
    std::string padded_;
};

// ---- Boost.JSON and nlohmann

void take(const bj::value& value, chat_protocol& out) {
    if (value.at("type").as_string() != "chat") throw std::runtime_error("no chat");
    out = chat_message{bj::value_to<std::string>(value.at("message")), bj::value_to<std::string>(value.at("userId")),
                       bj::value_to<std::int64_t>(value.at("timestamp"))};
}
void take(const bj::value& value, order& out) {
    out.id = bj::value_to<std::string>(value.at("id"));
    out.customer = bj::value_to<std::string>(value.at("customer"));
    for (const bj::value& each : value.at("items").as_array()) {
        out.items.push_back({bj::value_to<std::string>(each.at("id")), bj::value_to<std::string>(each.at("title")),
                             bj::value_to<double>(each.at("price")), bj::value_to<int>(each.at("count")),
                             each.at("in_stock").as_bool(), bj::value_to<std::vector<std::string>>(each.at("tags"))});
    }
    out.totals = bj::value_to<std::map<std::string, double>>(value.at("totals"));
    out.created = bj::value_to<std::int64_t>(value.at("created"));
}
bj::value give(const chat_protocol& in) {
    const auto& chat = std::get<chat_message>(in);
    return {{"type", "chat"}, {"message", chat.message}, {"userId", chat.userId}, {"timestamp", chat.timestamp}};
}
bj::value give(const order& in) {
    bj::array items;
    for (const item& each : in.items) {
        items.push_back({{"id", each.id},
                         {"title", each.title},
                         {"price", each.price},
                         {"count", each.count},
                         {"in_stock", each.in_stock},
                         {"tags", bj::value_from(each.tags)}});
    }
    return {{"id", in.id},
            {"customer", in.customer},
            {"items", std::move(items)},
            {"totals", bj::value_from(in.totals)},
            {"created", in.created}};
}

void take(const nlohmann::json& value, chat_protocol& out) {
    if (value.at("type") != "chat") throw std::runtime_error("no chat");
    out = chat_message{value.at("message"), value.at("userId"), value.at("timestamp")};
}
void take(const nlohmann::json& value, order& out) {
    out.id = value.at("id");
    out.customer = value.at("customer");
    for (const auto& each : value.at("items")) {
        out.items.push_back({each.at("id"), each.at("title"), each.at("price"), each.at("count"), each.at("in_stock"),
                             each.at("tags").get<std::vector<std::string>>()});
    }
    out.totals = value.at("totals").get<std::map<std::string, double>>();
    out.created = value.at("created");
}
nlohmann::json give_nlohmann(const chat_protocol& in) {
    const auto& chat = std::get<chat_message>(in);
    return {{"type", "chat"}, {"message", chat.message}, {"userId", chat.userId}, {"timestamp", chat.timestamp}};
}
nlohmann::json give_nlohmann(const order& in) {
    nlohmann::json items = nlohmann::json::array();
    for (const item& each : in.items) {
        items.push_back({{"id", each.id},
                         {"title", each.title},
                         {"price", each.price},
                         {"count", each.count},
                         {"in_stock", each.in_stock},
                         {"tags", each.tags}});
    }
    return {{"id", in.id}, {"customer", in.customer}, {"items", items}, {"totals", in.totals}, {"created", in.created}};
}

// ---- the loops

template <class T, class Decode>
void decoding(benchmark::State& state, const std::vector<std::string>& texts, Decode decode) {
    std::size_t i = 0;
    for (auto _ : state) {
        T out{};
        if (!decode(texts[i++ % texts.size()], out)) state.SkipWithError("a message was refused");
        benchmark::DoNotOptimize(out);
    }
}
template <class T, class Encode>
void encoding(benchmark::State& state, const std::vector<std::string>& texts, Encode encode) {
    std::vector<T> values;
    for (const std::string& text : texts) values.push_back(vafast::decode<T>(text));
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(encode(values[i++ % values.size()]));
}

template <class T>
void add(const std::string& what, const std::vector<std::string>& texts) {
    const auto name = [&](const char* act, const char* whose) { return what + '/' + act + '/' + whose; };
    const auto decoder = [&](const char* whose, auto decode) {
        benchmark::RegisterBenchmark(name("decode", whose).c_str(),
                                     [&texts, decode](benchmark::State& state) { decoding<T>(state, texts, decode); });
    };
    const auto encoder = [&](const char* whose, auto encode) {
        benchmark::RegisterBenchmark(name("encode", whose).c_str(),
                                     [&texts, encode](benchmark::State& state) { encoding<T>(state, texts, encode); });
    };
    decoder("vafast", [](const std::string& text, T& out) { return vafast_decode(text, out); });
    decoder("simdjson", [](const std::string& text, T& out) {
        static simdjson_reader reader;
        return reader.read(text, out);
    });
    decoder("boost_json", [](const std::string& text, T& out) { return take(bj::parse(text), out), true; });
    decoder("nlohmann", [](const std::string& text, T& out) { return take(nlohmann::json::parse(text), out), true; });
    encoder("vafast", [](const T& value) { return vafast_encode(value); });
    encoder("boost_json", [](const T& value) { return bj::serialize(give(value)).size(); });
    encoder("nlohmann", [](const T& value) { return give_nlohmann(value).dump().size(); });
}

}  // namespace
}  // namespace bench

// `codec_bench --write DIRECTORY` writes the messages for the peers that are not written in C++.
int main(int argc, char** argv) {
    static const auto chats = bench::chat_texts();
    static const auto orders = bench::order_texts();
    if (argc == 3 && std::string_view(argv[1]) == "--write") {
        const std::string directory = argv[2];
        std::ofstream chat(directory + "/chat.txt");
        std::ofstream nested(directory + "/nested.txt");
        for (const std::string& text : chats) chat << text << '\n';
        for (const std::string& text : orders) nested << text << '\n';
        return 0;
    }
    bench::add<bench::chat_protocol>("chat", chats);
    bench::add<bench::order>("nested", orders);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
