// How a JSON value owns its text, elements and members: made, copied, taken apart, changed.
#include <vafast/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace vafast {

namespace {

// By key, and where there are several of a key, by place. Lengths first: they are cheap to compare.
bool before(const json::member* left, const json::member* right) noexcept {
    if (left->first.size() != right->first.size()) return left->first.size() < right->first.size();
    const int order = left->first.compare(right->first);
    return order != 0 ? order < 0 : std::less<>()(left, right);
}

}  // namespace

json::json(real value) : kind_(kind::real) {
    if (!std::isfinite(value.number)) {
        throw error(error_kind::invalid_argument,
                    "JSON has no word for a number that is infinite or not a number: use null instead.");
    }
    value_.number = value.number;
}

json::json(kind empty_one) : kind_(empty_one) {
    if (empty_one == kind::array)
        value_.array = new elements();
    else
        value_.object = new members();
}

json::json(const char* text) : json(nullptr) {
    if (text == nullptr) {
        throw error(error_kind::invalid_argument, "A JSON string was made from a null pointer: use nullptr for null.");
    }
    *this = json(std::string(text));
}

json::json(std::string_view text) : kind_(kind::string) { value_.string = new std::string(text); }

json::json(std::string text) : kind_(kind::string) { value_.string = new std::string(std::move(text)); }

json::json(elements array) : kind_(kind::array) { value_.array = new elements(std::move(array)); }

json::json(members object) : json(nullptr) {
    value_.object = new members(std::move(object));
    kind_ = kind::object;
    keep_last_of_each_key();
}

json::json(const json& other) : value_(other.value_), kind_(kind::null) {
    if (other.is_string()) value_.string = new std::string(*other.value_.string);
    if (other.is_array()) value_.array = new elements(*other.value_.array);
    if (other.is_object()) value_.object = new members(*other.value_.object);
    kind_ = other.kind_;
}

json::json(std::initializer_list<json_item> items) : json(nullptr) {
    const bool is_object = std::all_of(items.begin(), items.end(), [](const json_item& item) {
        return item.value_.is_array() && item.value_.size() == 2 && item.value_[0].is_string();
    });
    *this = is_object ? object(items) : array(items);
}

json_item::json_item(std::initializer_list<json_item> items) : value_(items) {}

json json::array(std::initializer_list<json_item> items) {
    elements result;
    result.reserve(items.size());
    for (const json_item& item : items) result.push_back(std::move(item.value_));
    return json(std::move(result));
}

json json::object(std::initializer_list<json_item> items) {
    members result;
    result.reserve(items.size());
    for (const json_item& item : items) {
        json& pair = item.value_;
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string()) {
            throw error(error_kind::invalid_argument,
                        "json::object takes pairs of a key and a value, {{\"key\", value}, ...}, but was given " +
                            pair.dump() + ".");
        }
        result.emplace_back(std::move(*pair[0].value_.string), std::move(pair[1]));
    }
    return json(std::move(result));
}

// Strings, arrays and objects own memory. What the program has nested deeper than any parser would, and than the stack
// may hold, is taken apart on the heap.
void json::release() noexcept {
    static thread_local int depth = 0;
    if (kind_ == kind::string) {
        delete value_.string;
    } else if (depth == 512) {
        take_apart(*this);
    } else {
        ++depth;
        if (kind_ == kind::array)
            delete value_.array;
        else
            delete value_.object;
        --depth;
    }
    kind_ = kind::null;
}

void json::take_apart(json& deep) {
    elements pending;
    pending.push_back(std::move(deep));
    const auto keep = [&pending](json& child) {
        if (child.kind_ >= kind::array) pending.push_back(std::move(child));
    };
    while (!pending.empty()) {
        json last = std::move(pending.back());
        pending.pop_back();
        if (last.is_array()) {
            const std::unique_ptr<elements> array(last.value_.array);
            std::for_each(array->begin(), array->end(), keep);
        } else {
            const std::unique_ptr<members> object(last.value_.object);
            for (member& child : *object) keep(child.second);
        }
        last.kind_ = kind::null;
    }
}

// A peer may send a hundred thousand keys: a few are compared each with each, more are sorted.
void json::add_member(std::string key, json value) { value_.object->emplace_back(std::move(key), std::move(value)); }

void json::keep_last_of_each_key() {
    members& all = *value_.object;
    if (all.size() <= 16) {
        for (std::size_t i = 1; i < all.size();) {
            const auto end = all.begin() + static_cast<std::ptrdiff_t>(i);
            const auto first = std::find_if(all.begin(), end, [&](const member& m) { return m.first == end->first; });
            if (first == end) {
                ++i;
            } else {
                first->second = std::move(end->second);
                all.erase(end);
            }
        }
        return;
    }
    std::vector<member*> sorted;
    sorted.reserve(all.size());
    for (member& each : all) sorted.push_back(&each);
    std::sort(sorted.begin(), sorted.end(), before);
    std::vector<bool> is_repeated;
    for (auto group = sorted.begin(); group != sorted.end();) {
        auto last = group;
        while (last + 1 != sorted.end() && (*group)->first == (*(last + 1))->first) {
            ++last;
            is_repeated.resize(all.size());
            is_repeated[static_cast<std::size_t>(*last - all.data())] = true;
        }
        if (last != group) (*group)->second = std::move((*last)->second);
        group = last + 1;
    }
    if (is_repeated.empty()) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (is_repeated[i]) continue;
        if (kept != i) all[kept] = std::move(all[i]);
        ++kept;
    }
    all.resize(kept);
}

const json* json::find(std::string_view key) const noexcept {
    if (!is_object()) return nullptr;
    for (const auto& [name, value] : *value_.object) {
        if (name == key) return &value;
    }
    return nullptr;
}

json& json::operator[](std::string_view key) {
    if (is_null()) *this = json(members());
    if (!is_object()) return at(key);
    json* const found = find(key);
    return found != nullptr ? *found : value_.object->emplace_back(key, nullptr).second;
}

std::size_t json::size() const noexcept {
    switch (kind_) {
        case kind::null: return 0;
        case kind::array: return value_.array->size();
        case kind::object: return value_.object->size();
        default: return 1;
    }
}

void json::push_back(json element) {
    if (is_null()) *this = json(elements());
    if (!is_array()) fail_as({}, "an array, and only an array takes elements");
    value_.array->push_back(std::move(element));
}

bool json::erase(std::string_view key) {
    if (!is_object()) fail_as({}, "an object, and only an object has members to erase");
    return std::erase_if(*value_.object, [key](const member& each) { return each.first == key; }) != 0;
}

void json::erase(std::size_t index) {
    at(index);
    value_.array->erase(value_.array->begin() + static_cast<std::ptrdiff_t>(index));
}

}  // namespace vafast
