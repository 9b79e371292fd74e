// Makes documents that a JSON Schema accepts, mostly: each in one of the many ways in which JSON can be written, and
// now and then with something wrong. For the small part of JSON Schema that vafast::json_schema() writes.
#pragma once

#include <vafast/json.hpp>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace agreement {

class document_maker {
 public:
    document_maker(const vafast::json& definitions, std::uint32_t seed) : definitions_(definitions), random_(seed) {}

    // One of the type with this name.
    std::string make(const std::string& name);
    // The same with bytes changed, moved, or left out.
    std::string damage(std::string text);

 private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool one_in(std::size_t count) { return below(count) == 0; }
    template <class List>
    const auto& any_of(const List& list) {
        return list[below(list.size())];
    }

    void value(const vafast::json& schema);
    void wrong_value();
    void object(const vafast::json& schema);
    void map(const vafast::json& schema);
    void array(const vafast::json& schema);
    void number(const vafast::json& schema);
    void text(const vafast::json& schema);
    void put(std::string_view string);
    void put_text(const std::string& string);
    void space();

    const vafast::json& definitions_;
    std::mt19937 random_;
    std::map<const vafast::json*, std::vector<std::string>> fitting_;
    std::string out_;
    std::size_t mistakes_in_ = 0;  // one value in so many is wrong; 0: none
    int depth_ = 0;
};

}  // namespace agreement
