// The descriptions of structs (description.hpp): their members by the names that JSON has for them, and their rules.
// Not for programs.
#pragma once

#include <vafast/message/describe_containers.hpp>
#include <vafast/message/naming.hpp>

#include <cstdint>

namespace vafast::detail {

// ---- structs

// What rules() says of the member with this index.
template <class T, std::size_t Index, class Take>
constexpr void for_each_option(Take take) {
    if constexpr (requires { T::rules(); }) {
        const auto visit = [&]<class Member, std::size_t Count>(const member_rules<T, Member, Count>& given) {
            if (static_cast<const void*>(&(never_made<T>.value.*given.member)) ==
                static_cast<const void*>(std::get<Index>(member_pointers<T>()))) {
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
}

template <class T, std::size_t Index>
constexpr std::size_t count_rules() {
    std::size_t n = 0;
    for_each_option<T, Index>([&](const member_option& option) { n += option.is == member_option::what::rule; });
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

template <class T, std::size_t Index>
struct field_rules {
    static constexpr auto make() {
        std::array<rule, count_rules<T, Index>()> all{};
        std::size_t n = 0;
        for_each_option<T, Index>([&](const member_option& option) {
            if (option.is == member_option::what::rule) all[n++] = option.rule;
        });
        for (const rule& each : all) check_rule<member_type<T, Index>>(each);
        return all;
    }
    static constexpr auto value = make();
};

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

// The keys of a struct in one text: `,"id":,"user_name":`, and room behind that may be read.
template <class T>
struct keys_of {
    static constexpr std::size_t count = member_count<T>;

    template <std::size_t Index, class Put>
    static constexpr void spell(Put put) {
        const auto put_here = [&](char c) { put(Index, c); };
        std::string_view given;
        for_each_option<T, Index>([&](const member_option& option) {
            if (option.is == member_option::what::name) given = option.name;
        });
        put_here(',');
        put_here('"');
        if (given.empty()) rename(member_name<T, Index>(), naming_of<T>(), put_here);
        for (const char c : given) put_here(c);
        put_here('"');
        put_here(':');
    }
    template <class Put, std::size_t... I>
    static constexpr void spell_all([[maybe_unused]] Put put, std::index_sequence<I...>) {
        (spell<I>(put), ...);
    }
    static constexpr auto measure() {
        std::array<std::uint16_t, count + 1> counted{};
        spell_all([&](std::size_t index, char) { ++counted[index]; }, std::make_index_sequence<count>());
        return counted;
    }
    static constexpr auto sizes = measure();
    static constexpr std::size_t total() {
        std::size_t sum = 16;
        for (const std::uint16_t size : sizes) sum += size;
        return sum;
    }
    static constexpr auto make() {
        std::array<char, total()> all{};
        std::size_t n = 0;
        spell_all([&](std::size_t, char c) { all[n++] = c; }, std::make_index_sequence<count>());
        return all;
    }
    static constexpr auto text = make();
};

template <class T>
struct tag_text_of {
    static constexpr tag of = tag_of<T>();
    static constexpr auto make() {
        std::array<char, of.key.size() + of.value.size() + 6 + 16> all{};
        std::size_t n = 0;
        const auto put = [&](std::string_view part) {
            for (const char c : part) all[n++] = c;
        };
        put(",\"");
        put(of.key);
        put("\":\"");
        put(of.value);
        put("\"");
        return all;
    }
    static constexpr auto text = make();
    static constexpr std::string_view value =
        of.key.empty() ? std::string_view() : std::string_view(text.data(), text.size() - 16);
};

template <class T>
struct structure_of {
    static constexpr std::size_t count = member_count<T>;

    template <std::size_t Index>
    static constexpr field make_field(std::size_t offset) {
        using type = member_type<T, Index>;
        if constexpr (!is_describable<type>)
            static_cast<void>(sizeof(member_cannot_be_sent<T, member_literal<T, Index>(), type>));
        bool is_defaulted = false;
        for_each_option<T, Index>(
            [&](const member_option& option) { is_defaulted |= option.is == member_option::what::defaulted; });
        constexpr std::size_t rules = count_rules<T, Index>();
        const rule* first = nullptr;
        if constexpr (rules > 0) first = field_rules<T, Index>::value.data();
        return {keys_of<T>::text.data() + offset, keys_of<T>::sizes[Index],     !is_optional<type> && !is_defaulted,
                static_cast<std::uint8_t>(rules), &description_of<type>::value, first};
    }
    template <std::size_t... I>
    static constexpr auto make_fields(std::index_sequence<I...>) {
        std::array<std::size_t, count + 1> offsets{};
        for (std::size_t i = 0; i < count; ++i) offsets[i + 1] = offsets[i] + keys_of<T>::sizes[i];
        return std::array<field, sizeof...(I)>{make_field<I>(offsets[I])...};
    }
    static constexpr auto fields = make_fields(std::make_index_sequence<count>());

    static constexpr std::uint64_t required() {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < count; ++i) bits |= std::uint64_t{fields[i].is_required} << i;
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
                            fields.data(),
                            count,
                            required(),
                            addresses,
                            tag_text_of<T>::of.key,
                            tag_text_of<T>::of.value,
                            tag_text_of<T>::value,
                            refuses_unknown(),
                            nullptr,
                            0};
        if constexpr (requires { T::rules(); }) {
            using whole = whole_rules<T, decltype(T::rules())>;
            made.rules = whole::value.data();
            made.rule_count = whole::value.size();
        }
        return made;
    }
    static constexpr structure_type value = make();
};

}  // namespace vafast::detail
