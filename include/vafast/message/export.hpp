// Both sides from one definition: what a message is, for programs that are not written in C++. For tools and build
// steps (the CMake function vafast_export calls these); any thread.
//
//   vafast::json schema = vafast::json_schema<chat_protocol>("chat_protocol");
//   std::string types = vafast::typescript<chat_protocol>("chat_protocol");
//
// What JSON Schema cannot say is stricter here: a member that is there twice, and what satisfies() and a codec refuse.
#pragma once

#include <vafast/json.hpp>
#include <vafast/message/describe.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace vafast {

// A type and what the others are to call it.
struct exported_type {
    std::string_view name;            // in the exported file
    const detail::description* type;  // for the library
};
// T under this name: json_schema({exported<chat_message>("chat"), exported<settings>("settings")}).
template <class T>
exported_type exported(std::string_view name) {
    return {name, &detail::description_of<T>::value};
}

// A document of JSON Schema, draft 2020-12. Every struct and every exported type is in its `$defs`; what it accepts is
// the exported type, or any of them. Throws error(invalid_argument) where two have the same name.
json json_schema(std::initializer_list<exported_type> types);
template <class T>
json json_schema(std::string_view name = "message") {
    return json_schema({exported<T>(name)});
}

// A declaration file (.d.ts): an interface for each struct, a discriminated union for each std::variant, and the rules
// as comments.
std::string typescript(std::initializer_list<exported_type> types);
template <class T>
std::string typescript(std::string_view name = "message") {
    return typescript({exported<T>(name)});
}

// A module in TypeScript that builds the same schemas with TypeBox (the npm package @sinclair/typebox, 0.34).
std::string typebox(std::initializer_list<exported_type> types);
template <class T>
std::string typebox(std::string_view name = "message") {
    return typebox({exported<T>(name)});
}

}  // namespace vafast
