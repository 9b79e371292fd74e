// `documents SCHEMA COUNT SEED`: writes COUNT lines, each a random document: the name of its type, what vafast
// says of it ("valid", or the rule that it breaks), and its bytes as base64. agreement.mjs reads them.
#include "base/base64.hpp"
#include "message/export/document_maker.hpp"
#include "message/export/types.hpp"

#include <vafast/message/codec.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace agreement {
namespace {

using vafast::json;

// What vafast says; and of what is valid, what it writes when it has read it.
template <class T>
std::string verdict(const std::string& text, std::string& again) {
    T value{};
    vafast::validation_error why;
    if (!vafast::try_decode(text, value, &why)) {
        // What comes first hides the rest; that a member is there twice changes what others see.
        for (const vafast::validation_error& each : vafast::find_errors<T>(text)) {
            if (each.rule == "duplicate") return each.rule;
        }
        return why.rule;
    }
    again = vafast::encode(value);
    return "valid";
}

struct named_type {
    std::string name;
    std::string (*judge)(const std::string& text, std::string& again);
};

#define AGREEMENT_TYPE(name) \
    named_type { #name, verdict<name> }
const std::vector<named_type> types = {
    AGREEMENT_TYPE(chat_protocol), AGREEMENT_TYPE(game_message),    AGREEMENT_TYPE(account), AGREEMENT_TYPE(numbers),
    AGREEMENT_TYPE(texts),         AGREEMENT_TYPE(shapes),          AGREEMENT_TYPE(node),    AGREEMENT_TYPE(expression),
    AGREEMENT_TYPE(open_protocol), AGREEMENT_TYPE(limited_protocol)};
#undef AGREEMENT_TYPE

void write(const named_type& type, const std::string& text, std::string& again) {
    const std::string said = type.judge(text, again);
    std::cout << type.name << ' ' << said << ' ' << vafast::base::encode_base64(vafast::base::as_bytes(text)) << '\n';
}

json read_definitions(const char* path) {
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return json::parse(text).at("$defs");
}

void write_documents(const json& definitions, std::size_t count, std::uint32_t seed) {
    document_maker make(definitions, seed);
    std::vector<const named_type*> here;
    for (const named_type& each : types) {
        if (definitions.contains(each.name)) here.push_back(&each);
    }
    for (std::size_t written = 0; written < count;) {
        const named_type& type = *here[written % here.size()];
        const std::string text = make.make(type.name);
        std::string again;
        write(type, text, again);
        ++written;
        if (!again.empty()) {
            std::string unused;
            write(type, again, unused);
            ++written;
        }
        write(type, make.damage(text), again);
        ++written;
    }
}

}  // namespace
}  // namespace agreement

int main(int, char** arguments) {
    agreement::write_documents(agreement::read_definitions(arguments[1]), std::stoul(arguments[2]),
                               static_cast<std::uint32_t>(std::stoul(arguments[3])));
}
