// Reads arrays and maps.
#include "message/read_parts.hpp"

#include <string>

namespace vafast::detail {
namespace {

// Calls `read_element(index)` for each element of the array that comes next.
template <class ReadElement>
bool read_elements(reader& in, const char* expected, ReadElement read_element) {
    if (in.peek() != '[') return in.refuse_type(expected);
    if (!in.enter()) return false;
    on_path path(in, path_frame::what::element);
    for (std::size_t& index = path.frame.index;; ++index) {
        switch (in.next_element(index == 0)) {
            case reader::step::end: return true;
            case reader::step::fault: return false;
            case reader::step::item: break;
        }
        in.peek();
        const reader::place begin = in.here();
        if (!read_element(index) && !in.recover(begin)) return false;
    }
}

// The same for an array with as many elements as the type says.
template <class ReadElement>
bool read_exactly(reader& in, std::size_t count, ReadElement read_element) {
    const std::string expected = "an array of " + std::to_string(count) + (count == 1 ? " element" : " elements");
    in.peek();
    const char* const begin = in.at();
    std::size_t seen = 0;
    const bool fine = read_elements(in, expected.c_str(), [&](std::size_t index) {
        seen = index + 1;
        return index < count ? read_element(index) : in.skip_value();
    });
    if (!fine || seen == count) return fine;
    return in.refuse(seen < count ? "minItems" : "maxItems", expected, std::to_string(seen), begin);
}

// More keys than this in one place of a hash table are no accident.
constexpr std::size_t most_collisions = 64;

bool is_flooded(const map_type& type, const void* map, std::string_view key, std::size_t count) {
    return type.collisions != nullptr && count % 64 == 0 && type.collisions(map, key) > most_collisions;
}

}  // namespace

bool read_sequence(reader& in, void* container, const sequence_type& type) {
    type.clear(container);
    return read_elements(in, "an array", [&](std::size_t) {
        void* const element = type.add(container);
        const char* const behind =
            in.may_enter() ? message_detail::plain_value(in.at(), in.end(), in.checks_utf8(), element, *type.element)
                           : nullptr;
        if (behind == nullptr) return read_value(in, element, *type.element);
        in.go_on(behind);
        return true;
    });
}

bool read_bits(reader& in, void* container, const bits_type& type) {
    type.clear(container);
    return read_elements(in, "an array", [&](std::size_t) {
        bool bit = false;
        if (!read_value(in, &bit, {kind::boolean})) return false;
        type.add(container, bit);
        return true;
    });
}

bool read_array(reader& in, void* array, const array_type& type) {
    return read_exactly(in, type.count, [&](std::size_t index) {
        return read_value(in, static_cast<std::byte*>(array) + index * type.stride, *type.element);
    });
}

bool read_tuple(reader& in, void* tuple, const tuple_type& type) {
    std::vector<void*> elements(type.count);
    type.addresses(tuple, elements.data());
    return read_exactly(in, type.count,
                        [&](std::size_t index) { return read_value(in, elements[index], *type.elements[index]); });
}

bool read_map(reader& in, void* map, const map_type& type) {
    if (in.peek() != '{') return in.refuse_type("an object");
    type.clear(map);
    if (!in.enter()) return false;
    on_path path(in, path_frame::what::key);
    std::string name;
    for (std::size_t count = 1;; ++count) {
        std::string_view key;
        switch (in.next_member(count == 1, key)) {
            case reader::step::end: return true;
            case reader::step::fault: return false;
            case reader::step::item: break;
        }
        name.assign(key);
        path.frame.key = name;
        in.peek();
        const reader::place begin = in.here();
        void* const place = type.add(map, name);
        const bool fine = place != nullptr ? read_value(in, place, *type.value)
                                           : in.refuse("duplicate", "each key once", "it a second time", begin.at);
        if (!fine && !in.recover(begin)) return false;
        if (is_flooded(type, map, name, count))
            return in.refuse("collisions", "keys that do not collide", "many that do", begin.at);
    }
}

}  // namespace vafast::detail
