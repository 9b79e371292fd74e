// Makes the description of a C++ type (description.hpp): the only templates of the message room. A type that cannot be
// a message does not compile, with one sentence that says why; the compiler's note names the member.
#pragma once

#include <vafast/json.hpp>
#include <vafast/message/description.hpp>
#include <vafast/message/naming.hpp>
#include <vafast/message/reflect.hpp>
#include <vafast/message/rules.hpp>
#include <vafast/raw_json.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace vafast {

// For a type that is no plain struct: specialise with what it is as JSON and how it is converted.
//
//   template <> struct vafast::codec<geo::point> {
//       using json_type = std::array<double, 2>;                    // any type that works as a message
//       static geo::point from(const json_type& in);                // throws where it cannot be: the sentence is kept
//       static json_type to(const geo::point& value);
//   };
template <class T>
struct codec;

// The discriminator of a message where its key is not "type": `static constexpr vafast::tag type{"kind", "chat"};`
struct tag {
    std::string_view key;
    std::string_view value;
};

// A member that is always the same text: `vafast::literal<"v1"> version;`
template <detail::literal_text Text>
struct literal {
    static constexpr std::string_view text = Text.view();
    bool operator==(const literal&) const = default;
};

// The names of an enum, where its enumerators are not what JSON says, or lie outside of 0 to 63:
//   template <> struct vafast::enum_names<level> {
//       static constexpr vafast::enum_name<level> value[] = {{"debug", level::debug}, {"error", level::error}};
//   };
template <class Enum>
struct enum_name {
    std::string_view name;
    Enum value;
};
template <class Enum>
struct enum_names;

namespace detail {

template <class T>
struct description_of {
    static const description value;
};

// ---- what kind of type it is

template <class T>
concept has_codec = requires { typename codec<T>::json_type; };

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T, class Deleter>
inline constexpr bool is_optional<std::unique_ptr<T, Deleter>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... Ts>
inline constexpr bool is_variant<std::variant<Ts...>> = true;
template <class T>
inline constexpr bool is_std_array = false;
template <class T, std::size_t Size>
inline constexpr bool is_std_array<std::array<T, Size>> = true;
template <class T>
inline constexpr bool is_tuple = false;
template <class... Ts>
inline constexpr bool is_tuple<std::tuple<Ts...>> = true;
template <class A, class B>
inline constexpr bool is_tuple<std::pair<A, B>> = true;
template <class T>
inline constexpr bool is_literal = false;
template <literal_text Text>
inline constexpr bool is_literal<literal<Text>> = true;
template <class T>
inline constexpr bool is_time_point = false;
template <class Duration>
inline constexpr bool is_time_point<std::chrono::time_point<std::chrono::system_clock, Duration>> = true;

template <class T>
concept string_map = requires(T map) {
    typename T::mapped_type;
    map.try_emplace(std::string());
    requires std::same_as<typename T::key_type, std::string>;
};
template <class T>
concept sequence = requires(T list) {
    typename T::value_type;
    list.emplace_back();
    list.clear();
    list.size();
    list.begin();
};

template <class T>
concept character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

// ---- why a type cannot be a message

// One sentence for each reason; instantiated only where there is one.
template <class T>
struct cannot_be_a_message {
    static_assert(!std::is_pointer_v<T>,
                  "vafast: a raw pointer cannot be part of a message; use std::unique_ptr, std::optional or the value");
    static_assert(!std::is_reference_v<T>, "vafast: a reference cannot be part of a message; use the value");
    static_assert(!std::is_array_v<T>, "vafast: a C array cannot be part of a message; use std::array");
    static_assert(!character<T>,
                  "vafast: a char is text to one reader and a number to the next; use std::string, or int8_t");
    static_assert(!std::is_union_v<T>, "vafast: a union cannot be part of a message; use std::variant");
    static_assert(!std::is_class_v<T> || std::is_aggregate_v<T> || std::is_union_v<T>,
                  "vafast: this class has constructors, private members or virtual functions, so that its members "
                  "cannot be found; make it a plain struct, or specialise vafast::codec for it");
    static_assert(!std::is_aggregate_v<T> || std::is_default_constructible_v<T>,
                  "vafast: this struct cannot be made without arguments, so it cannot be received; give its members "
                  "initialisers, and no references");
    static_assert(std::is_class_v<T> || std::is_pointer_v<T> || std::is_reference_v<T> || std::is_array_v<T> ||
                      character<T> || std::is_union_v<T>,
                  "vafast: this type cannot be part of a message; specialise vafast::codec for it");
};

template <class T>
struct check_structure {
    static_assert(!has_too_many_members<T>,
                  "vafast: this struct has more than 64 members; put some of them into a struct of their own");
    static_assert(!has_base<T>,
                  "vafast: this struct has a base class; make the base a member, or write its members out");
    static_assert(has_base<T> || !has_array<T>, "vafast: this struct has a C array as a member; use std::array");
    static constexpr bool passed = !has_too_many_members<T> && !has_base<T> && !has_array<T>;
};

// Whether describe() below has something to say of T itself; of what T is made of, its own descriptions will tell.
template <class T>
inline constexpr bool is_plain_struct =
    std::is_class_v<T> && std::is_aggregate_v<T> && std::is_default_constructible_v<T>;
template <class T>
inline constexpr bool is_describable =
    has_codec<T> || (std::integral<T> && !character<T>) || std::same_as<T, float> || std::same_as<T, double> ||
    std::same_as<T, std::string> || std::same_as<T, std::string_view> || std::same_as<T, std::nullptr_t> ||
    std::same_as<T, json> || std::same_as<T, raw_json> || std::same_as<T, raw_json_view> || std::is_enum_v<T> ||
    is_time_point<T> || is_optional<T> || is_variant<T> || is_tuple<T> || string_map<T> || sequence<T> ||
    std::same_as<T, std::monostate> || is_plain_struct<T>;

// Named for the compiler's note: which member of which struct it is.
template <class Struct, literal_text Member, class T>
struct member_cannot_be_sent : cannot_be_a_message<T> {};

template <class Struct, std::size_t Index>
constexpr auto member_literal() {
    constexpr std::string_view name = member_name<Struct, Index>();
    literal_text<name.size() + 1> literal;
    for (std::size_t i = 0; i < name.size(); ++i) literal.text[i] = name[i];
    return literal;
}

// ---- one description for each kind

template <class T>
struct enumeration_of {
    static constexpr std::size_t scanned = 64;

    template <class Take>
    static constexpr void for_each(Take take) {
        if constexpr (requires { enum_names<T>::value; }) {
            for (const auto& each : enum_names<T>::value) take(each.name, static_cast<std::int64_t>(each.value));
        } else {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                ((name_of_value<enumerator<T, I>()>().empty()
                      ? void()
                      : void(take(name_of_value<enumerator<T, I>()>(), static_cast<std::int64_t>(I)))),
                 ...);
            }(std::make_index_sequence<scanned>());
        }
    }
    static constexpr std::size_t count() {
        std::size_t n = 0;
        for_each([&](std::string_view, std::int64_t) { ++n; });
        return n;
    }
    static constexpr auto make() {
        std::array<enumeration_type::enumerator, count()> all{};
        std::size_t n = 0;
        for_each([&](std::string_view name, std::int64_t number) { all[n++] = {name, number}; });
        return all;
    }
    static_assert(
        count() > 0,
        "vafast: this enum has no enumerator with a value from 0 to 63; specialise vafast::enum_names for it");
    static constexpr auto enumerators = make();
    static constexpr enumeration_type value{
        name_of_type<T>(), enumerators.data(), enumerators.size(),
        [](const void* at) { return static_cast<std::int64_t>(*static_cast<const T*>(at)); },
        [](void* at, std::int64_t number) { *static_cast<T*>(at) = static_cast<T>(number); }};
};

template <class T>
struct time_of {
    using nanoseconds = std::chrono::nanoseconds;
    static constexpr time_type value{
        [](const void* at) {
            return static_cast<std::int64_t>(
                std::chrono::duration_cast<nanoseconds>(static_cast<const T*>(at)->time_since_epoch()).count());
        },
        [](void* at, std::int64_t count) {
            *static_cast<T*>(at) = T(std::chrono::floor<typename T::duration>(nanoseconds(count)));
        }};
};

template <class T>
struct optional_of {
    using value_type = std::remove_reference_t<decltype(*std::declval<T&>())>;
    static constexpr optional_type value{&description_of<value_type>::value,
                                         [](void* at) -> void* {
                                             T& optional = *static_cast<T*>(at);
                                             if constexpr (requires { optional.emplace(); }) {
                                                 return &optional.emplace();
                                             } else {
                                                 optional.reset(new value_type());
                                                 return optional.get();
                                             }
                                         },
                                         [](void* at) { static_cast<T*>(at)->reset(); },
                                         [](const void* at) -> const void* {
                                             const T& optional = *static_cast<const T*>(at);
                                             return optional ? &*optional : nullptr;
                                         }};
};

template <class T>
struct sequence_of {
    static constexpr sequence_type value{&description_of<typename T::value_type>::value,
                                         [](void* at) { static_cast<T*>(at)->clear(); },
                                         [](void* at) -> void* { return &static_cast<T*>(at)->emplace_back(); },
                                         [](const void* at) { return static_cast<const T*>(at)->size(); },
                                         [](const void* at, void* context, bool (*visit)(void*, const void*)) {
                                             for (const auto& element : *static_cast<const T*>(at)) {
                                                 if (!visit(context, &element)) return false;
                                             }
                                             return true;
                                         }};
};

template <class T>
struct bits_of {
    static constexpr bits_type value{
        [](void* at) { static_cast<T*>(at)->clear(); }, [](void* at, bool bit) { static_cast<T*>(at)->push_back(bit); },
        [](const void* at) { return static_cast<const T*>(at)->size(); },
        [](const void* at, std::size_t i) -> bool { return (*static_cast<const T*>(at))[i]; }};
};

template <class T>
struct map_of {
    static constexpr auto collisions = [] {
        std::size_t (*count)(const void*, std::string_view) = nullptr;
        if constexpr (requires(const T& map) { map.bucket_size(map.bucket(std::string())); }) {
            count = [](const void* at, std::string_view key) {
                const T& map = *static_cast<const T*>(at);
                return static_cast<std::size_t>(map.bucket_size(map.bucket(std::string(key))));
            };
        }
        return count;
    }();
    static constexpr map_type value{
        &description_of<typename T::mapped_type>::value,
        [](void* at) { static_cast<T*>(at)->clear(); },
        [](void* at, std::string_view key) -> void* {
            const auto [place, is_new] = static_cast<T*>(at)->try_emplace(std::string(key));
            return is_new ? &place->second : nullptr;
        },
        [](const void* at) { return static_cast<const T*>(at)->size(); },
        [](const void* at, void* context, bool (*visit)(void*, std::string_view, const void*)) {
            for (const auto& [key, element] : *static_cast<const T*>(at)) {
                if (!visit(context, key, &element)) return false;
            }
            return true;
        },
        collisions};
};

template <class T>
struct array_of {
    using element = typename T::value_type;
    static constexpr array_type value{&description_of<element>::value, std::tuple_size_v<T>, sizeof(element)};
};

template <class T>
struct tuple_of {
    template <std::size_t... I>
    static constexpr auto make(std::index_sequence<I...>) {
        return std::array<const description*, sizeof...(I)>{&description_of<std::tuple_element_t<I, T>>::value...};
    }
    static constexpr auto elements = make(std::make_index_sequence<std::tuple_size_v<T>>());
    static constexpr tuple_type value{elements.data(), elements.size(), [](void* at, void** out) {
                                          std::apply([&](auto&... each) { ((*out++ = &each), ...); },
                                                     *static_cast<T*>(at));
                                      }};
};

template <class T>
struct custom_of {
    using json_type = typename codec<T>::json_type;
    static constexpr custom_type value{&description_of<json_type>::value,
                                       [](reader& in, void* at) {
                                           json_type between{};
                                           if (!read_value(in, &between, description_of<json_type>::value))
                                               return false;
                                           try {
                                               *static_cast<T*>(at) = codec<T>::from(between);
                                               return true;
                                           } catch (const std::exception& unusable) {
                                               return refuse_value(in, unusable.what());
                                           }
                                       },
                                       [](writer& out, const void* at) {
                                           const json_type between = codec<T>::to(*static_cast<const T*>(at));
                                           return write_value(out, &between, description_of<json_type>::value);
                                       }};
};

// ---- variants

// The discriminator of a struct, or an empty one.
template <class T>
constexpr tag tag_of() {
    if constexpr (requires {
                      { T::type } -> std::convertible_to<std::string_view>;
                  }) {
        return {"type", T::type};
    } else if constexpr (requires {
                             { T::type } -> std::convertible_to<tag>;
                         }) {
        return T::type;
    } else {
        return {};
    }
}

template <class T>
struct variant_of;
template <class... Ts>
struct variant_of<std::variant<Ts...>> {
    using variant = std::variant<Ts...>;
    static constexpr std::size_t count = sizeof...(Ts);
    static constexpr tag tags[] = {tag_of<Ts>()...};
    static constexpr const description* alternatives[] = {&description_of<Ts>::value...};

    static constexpr std::size_t untagged() {
        std::size_t n = 0;
        for (const tag& each : tags) n += each.key.empty();
        return n;
    }
    static constexpr std::size_t first_untagged() {
        for (std::size_t i = 0; i < count; ++i) {
            if (tags[i].key.empty()) return i;
        }
        return count;
    }
    static constexpr std::string_view tag_key() {
        if (untagged() > 1 || count == untagged()) return {};
        for (const tag& each : tags) {
            if (!each.key.empty()) return each.key;
        }
        return {};
    }
    static constexpr bool tags_agree() {
        for (const tag& each : tags) {
            if (!each.key.empty() && !tag_key().empty() && each.key != tag_key()) return false;
        }
        return true;
    }
    static constexpr bool tags_differ() {
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (!tags[i].key.empty() && tags[i].value == tags[j].value) return false;
            }
        }
        return true;
    }
    static_assert(tags_agree(), "vafast: the alternatives of a std::variant have discriminators with different keys");
    static_assert(tags_differ(), "vafast: two alternatives of a std::variant have the same discriminator");

    template <std::size_t... I>
    static void* emplace(variant& at, std::size_t index, std::index_sequence<I...>) {
        void* made = nullptr;
        static_cast<void>(((index == I && (made = &at.template emplace<I>(), true)) || ...));
        return made;
    }
    static constexpr variant_type value{
        alternatives,
        count,
        tag_key(),
        first_untagged(),
        [](void* at, std::size_t index) {
            return emplace(*static_cast<variant*>(at), index, std::index_sequence_for<Ts...>());
        },
        [](const void* at) { return static_cast<const variant*>(at)->index(); },
        [](const void* at) {
            return std::visit([](const auto& held) -> const void* { return &held; }, *static_cast<const variant*>(at));
        }};
};

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
        std::size_t sum = 8;
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
        std::array<char, of.key.size() + of.value.size() + 6 + 8> all{};
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
        of.key.empty() ? std::string_view() : std::string_view(text.data(), text.size() - 8);
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

// ---- which of them it is

template <class T>
constexpr kind scalar_kind() {
    if constexpr (std::same_as<T, bool>) return kind::boolean;
    if constexpr (std::same_as<T, float>) return kind::float32;
    if constexpr (std::same_as<T, double>) return kind::float64;
    constexpr int width = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return static_cast<kind>(static_cast<int>(std::is_signed_v<T> ? kind::int8 : kind::uint8) + width);
}

template <class T>
constexpr description describe() {
    if constexpr (has_codec<T>) {
        return {kind::custom, &custom_of<T>::value};
    } else if constexpr ((std::integral<T> && !character<T>) || std::same_as<T, float> || std::same_as<T, double>) {
        return {scalar_kind<T>()};
    } else if constexpr (std::same_as<T, std::string>) {
        return {kind::string};
    } else if constexpr (std::same_as<T, std::string_view>) {
        return {kind::string_view};
    } else if constexpr (std::same_as<T, std::monostate> || std::same_as<T, std::nullptr_t>) {
        return {kind::null};
    } else if constexpr (std::same_as<T, json>) {
        return {kind::any};
    } else if constexpr (std::same_as<T, raw_json>) {
        return {kind::raw};
    } else if constexpr (std::same_as<T, raw_json_view>) {
        return {kind::raw_view};
    } else if constexpr (is_literal<T>) {
        return {kind::literal, &T::text};
    } else if constexpr (std::is_enum_v<T>) {
        return {kind::enumeration, &enumeration_of<T>::value};
    } else if constexpr (is_time_point<T>) {
        return {kind::time, &time_of<T>::value};
    } else if constexpr (is_optional<T>) {
        return {kind::optional, &optional_of<T>::value};
    } else if constexpr (is_variant<T>) {
        return {kind::variant, &variant_of<T>::value};
    } else if constexpr (is_std_array<T>) {
        return {kind::array, &array_of<T>::value};
    } else if constexpr (is_tuple<T>) {
        return {kind::tuple, &tuple_of<T>::value};
    } else if constexpr (string_map<T>) {
        return {kind::map, &map_of<T>::value};
    } else if constexpr (sequence<T>) {
        if constexpr (std::same_as<typename T::value_type, std::byte>)
            return {kind::binary};
        else if constexpr (std::same_as<typename T::value_type, bool>)
            return {kind::bits, &bits_of<T>::value};
        else
            return {kind::sequence, &sequence_of<T>::value};
    } else if constexpr (is_plain_struct<T>) {
        if constexpr (check_structure<T>::passed) return {kind::structure, &structure_of<T>::value};
    } else {
        static_cast<void>(sizeof(cannot_be_a_message<T>));
    }
    return {kind::null};
}

template <class T>
constinit const description description_of<T>::value = describe<T>();

}  // namespace detail
}  // namespace vafast
