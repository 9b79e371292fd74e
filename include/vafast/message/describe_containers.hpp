// The descriptions of enums, times, optionals, containers, variants and types with a codec (description.hpp). Not for
// programs.
#pragma once

#include <vafast/message/kinds.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace vafast::detail {

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

    static std::int64_t get(const void* at) { return static_cast<std::int64_t>(*static_cast<const T*>(at)); }
    static void set(void* at, std::int64_t number) { *static_cast<T*>(at) = static_cast<T>(number); }
    static constexpr enumeration_type value{name_of_type<T>(), enumerators.data(), enumerators.size(), get, set};
};

template <class T>
struct time_of {
    using nanoseconds = std::chrono::nanoseconds;

    static std::int64_t get(const void* at) {
        return static_cast<std::int64_t>(
            std::chrono::duration_cast<nanoseconds>(static_cast<const T*>(at)->time_since_epoch()).count());
    }
    static void set(void* at, std::int64_t count) {
        *static_cast<T*>(at) = T(std::chrono::floor<typename T::duration>(nanoseconds(count)));
    }
    static constexpr time_type value{get, set};
};

template <class T>
struct any_optional_of {
    using value_type = std::remove_reference_t<decltype(*std::declval<T&>())>;

    static void* emplace(void* at) {
        T& optional = *static_cast<T*>(at);
        if constexpr (requires { optional.emplace(); }) {
            return &optional.emplace();
        } else {
            optional.reset(new value_type());
            return optional.get();
        }
    }
    static void reset(void* at) { static_cast<T*>(at)->reset(); }
    static const void* get(const void* at) {
        const T& optional = *static_cast<const T*>(at);
        return optional ? &*optional : nullptr;
    }
    static constexpr optional_type value{&description_of<value_type>::value, emplace, reset, get};
};
template <class T>
struct optional_of : any_optional_of<T> {};

template <class T>
struct any_sequence_of {
    static void clear(void* at) { static_cast<T*>(at)->clear(); }
    static void* add(void* at) {
        T& all = *static_cast<T*>(at);
        // Else the first few would be moved again and again. Not where they are so large that it would help an
        // attacker.
        if constexpr (sizeof(typename T::value_type) <= 128 && requires { all.reserve(4), all.capacity(); }) {
            if (all.capacity() == 0) all.reserve(4);
        }
        return &all.emplace_back();
    }
    static std::size_t size(const void* at) { return static_cast<const T*>(at)->size(); }
    static bool each(const void* at, void* context, bool (*visit)(void*, const void*)) {
        for (const auto& element : *static_cast<const T*>(at)) {
            if (!visit(context, &element)) return false;
        }
        return true;
    }
    static constexpr auto data = [] {
        const void* (*find)(const void*) = nullptr;
        if constexpr (requires(const T& all) {
                          { all.data() } -> std::same_as<const typename T::value_type*>;
                      })
            find = [](const void* at) -> const void* { return static_cast<const T*>(at)->data(); };
        return find;
    }();
    static constexpr sequence_type value{&description_of<typename T::value_type>::value,
                                         std::same_as<T, std::vector<std::string>>,
                                         clear,
                                         add,
                                         size,
                                         each,
                                         data,
                                         sizeof(typename T::value_type)};
};
template <class T>
struct sequence_of : any_sequence_of<T> {};

// Those that most programs have are compiled once, in the library.
template <class Value>
struct known_optional {
    using value_type = Value;
    static const optional_type value;
};
template <>
struct optional_of<std::optional<std::string>> : known_optional<std::string> {};
template <>
struct optional_of<std::optional<bool>> : known_optional<bool> {};
template <>
struct optional_of<std::optional<std::int32_t>> : known_optional<std::int32_t> {};
template <>
struct optional_of<std::optional<std::int64_t>> : known_optional<std::int64_t> {};
template <>
struct optional_of<std::optional<double>> : known_optional<double> {};
template <class Element>
struct known_sequence {
    static const sequence_type value;
};
template <>
struct sequence_of<std::vector<std::string>> : known_sequence<std::string> {};
template <>
struct sequence_of<std::vector<std::int32_t>> : known_sequence<std::int32_t> {};
template <>
struct sequence_of<std::vector<std::int64_t>> : known_sequence<std::int64_t> {};
template <>
struct sequence_of<std::vector<double>> : known_sequence<double> {};

extern template struct known_optional<std::string>;
extern template struct known_optional<bool>;
extern template struct known_optional<std::int32_t>;
extern template struct known_optional<std::int64_t>;
extern template struct known_optional<double>;
extern template struct known_sequence<std::string>;
extern template struct known_sequence<std::int32_t>;
extern template struct known_sequence<std::int64_t>;
extern template struct known_sequence<double>;

template <class T>
struct bits_of {
    static void clear(void* at) { static_cast<T*>(at)->clear(); }
    static void add(void* at, bool bit) { static_cast<T*>(at)->push_back(bit); }
    static std::size_t size(const void* at) { return static_cast<const T*>(at)->size(); }
    static bool get(const void* at, std::size_t i) { return (*static_cast<const T*>(at))[i]; }
    static constexpr bits_type value{clear, add, size, get};
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
    static void clear(void* at) { static_cast<T*>(at)->clear(); }
    static void* add(void* at, std::string_view key) {
        const auto [place, is_new] = static_cast<T*>(at)->try_emplace(std::string(key));
        return is_new ? &place->second : nullptr;
    }
    static std::size_t size(const void* at) { return static_cast<const T*>(at)->size(); }
    static bool each(const void* at, void* context, bool (*visit)(void*, std::string_view, const void*)) {
        for (const auto& [key, element] : *static_cast<const T*>(at)) {
            if (!visit(context, key, &element)) return false;
        }
        return true;
    }
    static constexpr map_type value{
        &description_of<typename T::mapped_type>::value, clear, add, size, each, collisions};
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
    static void* emplace_any(variant& at, std::size_t index, std::index_sequence<I...>) {
        void* made = nullptr;
        static_cast<void>(((index == I && (made = &at.template emplace<I>(), true)) || ...));
        return made;
    }
    static void* emplace(void* at, std::size_t index) {
        return emplace_any(*static_cast<variant*>(at), index, std::index_sequence_for<Ts...>());
    }
    static std::size_t index(const void* at) { return static_cast<const variant*>(at)->index(); }
    template <std::size_t... I>
    static const void* get_any(const variant& at, std::index_sequence<I...>) {
        const void* found = nullptr;
        static_cast<void>(((found = std::get_if<I>(&at), found != nullptr) || ...));
        return found;
    }
    static const void* get(const void* at) {
        return get_any(*static_cast<const variant*>(at), std::index_sequence_for<Ts...>());
    }
    static constexpr variant_type value{alternatives, count, tag_key(), first_untagged(), emplace, index, get};
};

}  // namespace vafast::detail
