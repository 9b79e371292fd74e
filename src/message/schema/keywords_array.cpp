// Keywords of arrays (JSON Schema section 10.3.1, Validation section 6.4).
#include "message/schema/keywords.hpp"
#include "message/words.hpp"

#include <algorithm>
#include <charconv>

namespace vafast::message_detail::schema {

namespace {

subject element(const subject& of, std::size_t place) { return {of.value[place], &of, {}, place}; }

std::vector<const subschema*> parts_of(const keyword& of) {
    std::vector<const subschema*> result;
    for (const json& each : of.list()) result.push_back(&of.part(each, result.size()));
    return result;
}

// The first elements, one schema each.
rule first_rule(const keyword& of) {
    return [parts = parts_of(of)](check& run, const subject& at, marks* seen) {
        if (!at.value.is_array()) return true;
        bool is_met = true;
        for (std::size_t i = 0; i < std::min(parts.size(), at.value.size()) && (is_met || run.goes_on()); ++i) {
            if (seen != nullptr) seen->set(i);
            is_met = run.meets(*parts[i], element(at, i), nullptr) && is_met;
        }
        return is_met;
    };
}

// All elements from the place `begin` on that were not seen, where that is asked for.
rule rest_rule(const keyword& of, const char* name, std::size_t begin, bool only_unseen) {
    const bool is_closed = of.argument == json(false);
    return [&schema = of.part(), is_closed, name, begin, only_unseen](check& run, const subject& at, marks* seen) {
        if (!at.value.is_array()) return true;
        bool is_met = true;
        for (std::size_t i = begin; i < at.value.size() && (is_met || run.goes_on()); ++i) {
            if (only_unseen && seen->has(i)) continue;
            const subject each = element(at, i);
            if (is_closed)
                is_met = run.fail(each, name, [] { return std::string("no further element"); });
            else if (!run.meets(schema, each, nullptr))
                is_met = false;
            else if (seen != nullptr)
                seen->set(i);
        }
        return is_met;
    };
}

rule size_rule(const char* name, std::string words, bool (*holds)(std::size_t, std::size_t), std::size_t limit) {
    return [=, words = "an array of " + words + count_of(limit, "element")](check& run, const subject& at, marks*) {
        if (!at.value.is_array() || holds(at.value.size(), limit)) return true;
        return run.fail(at, name, [&] { return words; }, [&] { return std::to_string(at.value.size()); });
    };
}

// The text of a value that all equal values have: members sorted, and numbers written by what they are worth.
void append_canonical(std::string& out, const json& value) {
    if (value.is_array()) {
        out += '[';
        for (const json& each : value) append_canonical(out, each);
        out += ']';
    } else if (value.is_object()) {
        std::vector<const json::member*> sorted;
        for (const json::member& each : value.items()) sorted.push_back(&each);
        std::sort(sorted.begin(), sorted.end(), [](auto* left, auto* right) { return left->first < right->first; });
        out += '{';
        for (const json::member* each : sorted) {
            append_canonical(out, each->first);
            append_canonical(out, each->second);
        }
        out += '}';
    } else if (value.is_string()) {
        const auto text = value.get<std::string_view>();
        out.append(std::to_string(text.size())).append("\"").append(text);
    } else if (value.is_number_float()) {
        const double number = value.get<double>();
        if (number >= -0x1p63 && number < 0x1p63 && number == static_cast<double>(static_cast<std::int64_t>(number)))
            out += std::to_string(static_cast<std::int64_t>(number));
        else if (number >= 0x1p63 && number < 0x1p64)
            out += std::to_string(static_cast<std::uint64_t>(number));
        else
            out += value.dump();
        out += ' ';
    } else {
        out.append(value.dump()).append(" ");
    }
}

// In n log n, whatever is in the array. The places of two that are equal, or the size twice.
std::pair<std::size_t, std::size_t> find_equal(const json& array) {
    std::vector<std::pair<std::string, std::size_t>> sorted(array.size());
    for (std::size_t i = 0; i < array.size(); ++i) {
        append_canonical(sorted[i].first, array[i]);
        sorted[i].second = i;
    }
    std::sort(sorted.begin(), sorted.end());
    const auto found = std::adjacent_find(
        sorted.begin(), sorted.end(), [](const auto& left, const auto& right) { return left.first == right.first; });
    if (found == sorted.end()) return {array.size(), array.size()};
    return {found->second, (found + 1)->second};
}

std::size_t count_beside(const keyword& of, std::string_view name, std::size_t otherwise) {
    const json* const beside =
        of.in.draft == schema_draft::draft_7 || !of.in.validates ? nullptr : of.schema.find(name);
    return beside == nullptr ? otherwise : keyword{of.with, of.schema, of.in, of.where, name, *beside}.count();
}

}  // namespace

rule make_prefix_items(const keyword& of) { return first_rule(of); }

// What stands for an array is draft 7's, and what TypeBox writes: it names no draft.
rule make_items(const keyword& of) {
    if (of.argument.is_array()) return first_rule(of);
    const json* const first = of.in.draft == schema_draft::draft_7 ? nullptr : of.schema.find("prefixItems");
    return rest_rule(of, "items", first != nullptr ? first->size() : 0, false);
}

rule make_additional_items(const keyword& of) {
    const json* const first = of.schema.find("items");
    if (first == nullptr || !first->is_array()) return {};
    return rest_rule(of, "additionalItems", first->size(), false);
}

rule make_unevaluated_items(const keyword& of) { return rest_rule(of, "unevaluatedItems", 0, true); }

rule make_contains(const keyword& of) {
    const std::size_t least = count_beside(of, "minContains", 1);
    const std::size_t most = count_beside(of, "maxContains", SIZE_MAX);
    return [&schema = of.part(), least, most](check& run, const subject& at, marks* seen) {
        if (!at.value.is_array()) return true;
        std::size_t count = 0;
        for (std::size_t i = 0; i < at.value.size(); ++i) {
            if (!run.would_meet(schema, element(at, i), nullptr)) continue;
            ++count;
            if (seen != nullptr) seen->set(i);
        }
        const auto found = [&] { return std::to_string(count); };
        if (count < least)
            return run.fail(at, "contains", [&] { return "at least " + count_of(least, "such element"); }, found);
        return count <= most ||
               run.fail(at, "maxContains", [&] { return "at most " + count_of(most, "such element"); }, found);
    };
}

rule make_max_items(const keyword& of) {
    return size_rule(
        "maxItems", "at most ", [](std::size_t size, std::size_t most) { return size <= most; }, of.count());
}

rule make_min_items(const keyword& of) {
    return size_rule(
        "minItems", "at least ", [](std::size_t size, std::size_t least) { return size >= least; }, of.count());
}

rule make_unique_items(const keyword& of) {
    if (!of.argument.is_boolean()) of.refuse("is " + show(of.argument) + ", neither true nor false.");
    if (!of.argument.get<bool>()) return {};
    return [](check& run, const subject& at, marks*) {
        if (!at.value.is_array() || at.value.size() < 2) return true;
        const auto places = find_equal(at.value);
        if (places.first == at.value.size()) return true;
        return run.fail(element(at, places.second), "uniqueItems",
                        [&] { return "something else than element " + std::to_string(places.first); });
    };
}

}  // namespace vafast::message_detail::schema
