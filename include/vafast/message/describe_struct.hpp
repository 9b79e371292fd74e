// The descriptions of structs (description.hpp): their members by the names that JSON has for them, and their rules.
// Not for programs.
#pragma once

#include <vafast/message/describe_containers.hpp>
#include <vafast/message/naming.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace vafast::detail {

// ---- structs

template <class T>
concept has_rules = requires { T::rules(); };

// What rules() says of the member at this address.
template <class T, class Take>
constexpr void for_each_option(const void* member, Take take) {
    const auto visit = [&]<class Member, std::size_t Count>(const member_rules<T, Member, Count>& given) {
        if (static_cast<const void*>(&(never_made<T>.value.*given.member)) == member) {
            for (const member_option& option : given.options) take(option);
        }
    };
    std::apply(
        [&](const auto&... each) {
            (([&] {
                 if constexpr (requires { visit(each); }) visit(each);
             }()),
             ...);
        },
        T::rules());
}

template <class T>
constexpr std::size_t count_rules(const void* member) {
    std::size_t n = 0;
    for_each_option<T>(member, [&](const member_option& option) { n += option.is == member_option::what::rule; });
    return n;
}

// What a rule is about: the value of an optional, and of `each` the item.
template <class T>
struct ruled {
    using type = T;
};
template <class T>
    requires is_optional<T>
struct ruled<T> : ruled<typename optional_of<T>::value_type> {};

template <class T>
concept is_array_in_json =
    is_std_array<T> || (sequence<T> && !std::same_as<T, std::string> && !std::same_as<T, std::vector<std::byte>>);

template <class T>
constexpr void check_rule_of(const rule& given) {
    switch (given.what) {
        case rule_kind::min_length:
        case rule_kind::max_length:
        case rule_kind::pattern:
        case rule_kind::format:
            if (!std::same_as<T, std::string> && !std::same_as<T, std::string_view>)
                this_rule_is_wrong("min_length, max_length, matches and format are for strings");
            break;
        case rule_kind::min_items:
        case rule_kind::max_items:
            if (!is_array_in_json<T> && !string_map<T>)
                this_rule_is_wrong("min_items and max_items are for arrays and maps");
            break;
        case rule_kind::unique_items:
            if (!is_array_in_json<T> || std::same_as<T, std::vector<bool>>)
                this_rule_is_wrong("unique_items is for arrays, and not for those of bool");
            break;
        default:
            if (!std::is_arithmetic_v<T> || std::same_as<T, bool>)
                this_rule_is_wrong("minimum, maximum, their exclusive forms and multiple_of are for numbers");
    }
}

template <class Given>
constexpr void check_rule(const rule& given) {
    using T = typename ruled<Given>::type;
    if (!given.of_items) {
        check_rule_of<T>(given);
    } else if constexpr (string_map<T>) {
        check_rule_of<typename ruled<typename T::mapped_type>::type>(given);
    } else if constexpr (is_array_in_json<T>) {
        check_rule_of<typename ruled<typename T::value_type>::type>(given);
    } else {
        this_rule_is_wrong("each is for arrays and maps");
    }
}

template <class T, std::size_t Index, class Member>
struct field_rules {
    static constexpr const Member* member = static_cast<const indexed_member<Index, Member>&>(members_of<T>).pointer;
    static constexpr std::size_t count = count_rules<T>(member);

    static constexpr auto make() {
        std::array<rule, count> all{};
        std::size_t n = 0;
        for_each_option<T>(member, [&](const member_option& option) {
            if (option.is == member_option::what::rule) all[n++] = option.rule;
        });
        for (const rule& each : all) check_rule<Member>(each);
        return all;
    }
    static constexpr auto value = make();
};

// The same, as a field has it.
struct field_options {
    std::string_view name{};  // where it has one of its own
    bool is_defaulted = false;
    std::uint8_t rule_count = 0;
    const rule* rules = nullptr;
};
template <class T, std::size_t Index, class Member>
constexpr field_options options_of() {
    using rules = field_rules<T, Index, Member>;
    field_options made{.rule_count = static_cast<std::uint8_t>(rules::count)};
    if constexpr (rules::count > 0) made.rules = rules::value.data();
    for_each_option<T>(rules::member, [&](const member_option& option) {
        if (option.is == member_option::what::name) made.name = option.name;
        if (option.is == member_option::what::defaulted) made.is_defaulted = true;
    });
    return made;
}

template <class Rule>
inline constexpr bool is_whole_rule = false;
template <class Predicate>
inline constexpr bool is_whole_rule<whole_rule<Predicate>> = true;

template <class T, class Predicate>
constexpr bool holds_for(const void* value) {
    return Predicate{}(*static_cast<const T*>(value));
}
template <class T, class Rules>
struct whole_rules;
template <class T, class... Rules>
struct whole_rules<T, std::tuple<Rules...>> {
    template <class Predicate>
    static constexpr void add(rule*& out, const whole_rule<Predicate>& given) {
        *out++ = {.what = rule_kind::satisfies, .text = given.sentence, .holds = holds_for<T, Predicate>};
    }
    template <class Other>
    static constexpr void add(rule*&, const Other&) {}
    static constexpr auto make() {
        std::array<rule, (std::size_t{0} + ... + is_whole_rule<Rules>)> all{};
        rule* out = all.data();
        std::apply([&](const auto&... each) { (add(out, each), ...); }, T::rules());
        return all;
    }
    static constexpr auto value = make();
};

template <class T>
constexpr naming naming_of() {
    if constexpr (requires {
                      { T::names } -> std::convertible_to<naming>;
                  })
        return T::names;
    return naming::as_written;
}

constexpr char* put(std::string_view text, char* out) {
    for (const char c : text) *out++ = c;
    return out;
}

// Constant data. (A std::array costs the compiler more.)
template <class Element, std::size_t Count>
struct table {
    Element at[Count];
};

// The keys of a struct in one text: `,"id":,"user_name":`, and room behind that may be read.
template <class T>
constexpr std::size_t key_size(std::size_t index, std::string_view given) {
    return (given.empty() ? renamed_size(member_names<T>::value[index], naming_of<T>()) : given.size()) + 4;
}
template <class T>
constexpr char* put_key(std::size_t index, std::string_view given, char* out) {
    out = put(",\"", out);
    out = given.empty() ? rename(member_names<T>::value[index], naming_of<T>(), out) : put(given, out);
    return put("\":", out);
}

template <class T>
struct tag_text_of {
    static constexpr tag of = tag_of<T>();
    static constexpr std::size_t size = of.key.empty() ? 0 : of.key.size() + of.value.size() + 6;
    static constexpr auto make() {
        table<char, size + 16> all{};
        if (size > 0) put("\"", put(of.value, put("\":\"", put(of.key, put(",\"", all.at)))));
        return all;
    }
    static constexpr auto text = make();
    static constexpr std::string_view value = size > 0 ? std::string_view(text.at, size) : std::string_view();
};

template <class T, class List>
struct fields_of;
template <class T, std::size_t... I, class... Members>
struct fields_of<T, member_list<std::index_sequence<I...>, Members...>> {
    static constexpr std::size_t count = sizeof...(I);

    template <std::size_t Index, class Member>
    static constexpr bool check() {
        if constexpr (!is_describable<Member>)
            static_cast<void>(sizeof(member_cannot_be_sent<T, member_literal<T, Index>(), Member>));
        return is_describable<Member>;
    }
    static constexpr bool all_describable = (is_describable<Members> && ...);

    // What rules() says of them, and of one more nothing.
    static constexpr auto find_options() {
        if constexpr (has_rules<T>)
            return table<field_options, count + 1>{{options_of<T, I, Members>()..., field_options{}}};
        else
            return table<field_options, count + 1>{{(static_cast<void>(I), field_options{})..., field_options{}}};
    }
    static constexpr auto options = find_options();

    static constexpr std::size_t size_of_keys() {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += key_size<T>(i, options.at[i].name);
        return sum;
    }
    static constexpr auto make_keys() {
        table<char, size_of_keys() + 16> all{};
        char* out = all.at;
        for (std::size_t i = 0; i < count; ++i) out = put_key<T>(i, options.at[i].name, out);
        return all;
    }
    static constexpr auto keys = make_keys();

    static constexpr auto make() {
        if constexpr (!all_describable) static_cast<void>((check<I, Members>() && ...));
        table<field, count + 1> all{{field{
            .key = nullptr,
            .key_size = 0,
            .is_required = !is_optional<Members> && !options.at[I].is_defaulted,
            .rule_count = options.at[I].rule_count,
            .type = &description_of<Members>::value,
            .rules = options.at[I].rules,
        }...}};
        const char* key = keys.at;
        for (std::size_t i = 0; i < count; ++i) {
            all.at[i].key = key;
            all.at[i].key_size = static_cast<std::uint16_t>(key_size<T>(i, options.at[i].name));
            key += all.at[i].key_size;
        }
        return all;
    }
    static constexpr auto value = make();
};

template <class T>
struct structure_of {
    static constexpr std::size_t count = member_count<T>;
    using fields = fields_of<T, member_list_of<T>>;

    static constexpr std::uint64_t required() {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < count; ++i) bits |= std::uint64_t{fields::value.at[i].is_required} << i;
        return bits;
    }
    static void addresses(void* object, void** out) {
        with_members<count>(*static_cast<T*>(object), [&](auto&... each) { ((*out++ = &each), ...); });
    }
    static constexpr bool refuses_unknown() {
        if constexpr (requires {
                          { T::unknown_members } -> std::convertible_to<unknown>;
                      })
            return T::unknown_members == unknown::refuse;
        return false;
    }
    static constexpr structure_type make() {
        structure_type made{name_of_type<T>(),
                            fields::value.at,
                            count,
                            required(),
                            addresses,
                            tag_text_of<T>::of.key,
                            tag_text_of<T>::of.value,
                            tag_text_of<T>::value,
                            refuses_unknown(),
                            nullptr,
                            0};
        if constexpr (has_rules<T>) {
            using whole = whole_rules<T, decltype(T::rules())>;
            made.rules = whole::value.data();
            made.rule_count = whole::value.size();
        }
        return made;
    }
    static constexpr structure_type value = make();
};

}  // namespace vafast::detail
