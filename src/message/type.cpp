// Writes the documents that TypeBox writes (version 0.34), with their members in TypeBox's order: options, then the
// type.
#include <vafast/message/type.hpp>

#include <algorithm>

namespace vafast::type {

namespace {

class writer {
 public:
    writer& keyword(std::string_view name, json value) {
        document_[name] = std::move(value);
        return *this;
    }
    template <class Value>
    writer& option(std::string_view name, const std::optional<Value>& value) {
        if (value) keyword(name, json(*value));
        return *this;
    }
    writer& option(std::string_view name, const std::string& text) {
        if (!text.empty()) keyword(name, text);
        return *this;
    }
    writer& all(const json& other) {
        if (!other.is_null() && !other.is_object()) {
            throw error(
                error_kind::invalid_argument,
                "The further keywords of a type are an object, {{\"description\", \"…\"}}, not " + other.dump() + ".");
        }
        for (const auto& [name, value] : other.items()) keyword(name, value);
        return *this;
    }
    schema as(const char* type) { return keyword("type", type).done(); }
    schema done() { return schema(std::move(document_)); }

 private:
    json document_ = json::object();
};

writer with(const number_options& options) {
    writer result;
    return result.option("minimum", options.minimum)
        .option("maximum", options.maximum)
        .option("exclusiveMinimum", options.exclusive_minimum)
        .option("exclusiveMaximum", options.exclusive_maximum)
        .option("multipleOf", options.multiple_of)
        .all(options.other);
}

writer with(const object_options& options) {
    writer result;
    return result.option("additionalProperties", options.additional_properties)
        .option("minProperties", options.min_properties)
        .option("maxProperties", options.max_properties)
        .all(options.other)
        .keyword("type", "object");
}

json documents_of(std::initializer_list<schema> all) {
    json::elements result;
    for (const schema& each : all) result.push_back(each.document());
    return json(std::move(result));
}

// An object's document, with members of which `keeps` says whether they stay and `requires_` whether they must be
// there.
template <class Keeps, class Requires>
schema with_members(const schema& object, Keeps keeps, Requires requires_) {
    const json* const properties = object.document().find("properties");
    if (properties == nullptr) {
        throw error(error_kind::invalid_argument, "type::partial, required, pick and omit take a type::object, not " +
                                                      object.document().dump() + ".");
    }
    json::elements required;
    json::members kept;
    const json* const before = object.document().find("required");
    for (const auto& [name, of] : properties->items()) {
        if (!keeps(name)) continue;
        kept.emplace_back(name, of);
        const bool was_required = before != nullptr && std::find(before->begin(), before->end(), name) != before->end();
        if (requires_(was_required)) required.emplace_back(name);
    }
    json document = object.document();
    document.erase("required");
    document.erase("properties");
    if (!required.empty()) document["required"] = json(std::move(required));
    document["properties"] = json(std::move(kept));
    return schema(std::move(document));
}

bool is_among(std::initializer_list<std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

schema any(json other) { return writer().all(other).done(); }
schema unknown(json other) { return writer().all(other).done(); }
schema never(json other) { return writer().all(other).keyword("not", json::object()).done(); }
schema null(json other) { return writer().all(other).as("null"); }
schema boolean(json other) { return writer().all(other).as("boolean"); }
schema number(number_options options) { return with(options).as("number"); }
schema integer(number_options options) { return with(options).as("integer"); }

schema string(string_options options) {
    return writer()
        .option("minLength", options.min_length)
        .option("maxLength", options.max_length)
        .option("pattern", options.pattern)
        .option("format", options.format)
        .all(options.other)
        .as("string");
}

schema literal(json value, json other) {
    if (!value.is_string() && !value.is_number() && !value.is_boolean()) {
        throw error(error_kind::invalid_argument,
                    "type::literal takes a string, a number or a boolean, not " + value.dump() + ".");
    }
    const char* const type = value.type_name();
    return writer().all(other).keyword("const", std::move(value)).as(type);
}

schema array(schema of, array_options options) {
    writer result;
    result.option("minItems", options.min_items).option("maxItems", options.max_items);
    if (options.unique_items) result.keyword("uniqueItems", true);
    if (options.contains) result.keyword("contains", options.contains->document());
    return result.option("minContains", options.min_contains)
        .option("maxContains", options.max_contains)
        .all(options.other)
        .keyword("type", "array")
        .keyword("items", of.document())
        .done();
}

schema tuple(std::initializer_list<schema> of, json other) {
    writer result;
    result.all(other).keyword("type", "array");
    if (of.size() != 0) result.keyword("items", documents_of(of)).keyword("additionalItems", false);
    return result.keyword("minItems", of.size()).keyword("maxItems", of.size()).done();
}

schema object(std::initializer_list<property> of, object_options options) {
    json::elements required;
    json::members members;
    for (const auto& [name, member] : of) {
        if (!member.is_optional()) required.emplace_back(name);
        members.emplace_back(name, member.document());
    }
    writer result = with(options);
    if (!required.empty()) result.keyword("required", json(std::move(required)));
    return result.keyword("properties", json(std::move(members))).done();
}

schema record(schema of, object_options options) { return record("^(.*)$", std::move(of), std::move(options)); }

schema record(std::string_view pattern, schema of, object_options options) {
    return with(options)
        .keyword("patternProperties", json(json::members{{std::string(pattern), of.document()}}))
        .done();
}

schema union_(std::initializer_list<schema> of, json other) {
    if (of.size() == 0) return never(std::move(other));
    if (of.size() == 1) return schema(writer().all(of.begin()->document()).all(other).done());
    return writer().all(other).keyword("anyOf", documents_of(of)).done();
}

schema intersect(std::initializer_list<schema> of, json other) {
    if (of.size() == 0) return never(std::move(other));
    if (of.size() == 1) return schema(writer().all(of.begin()->document()).all(other).done());
    writer result;
    result.all(other);
    const auto is_object = [](const schema& each) {
        const json* const type = each.document().find("type");
        return type != nullptr && *type == "object";
    };
    if (std::all_of(of.begin(), of.end(), is_object)) result.keyword("type", "object");
    return result.keyword("allOf", documents_of(of)).done();
}

schema enum_(std::initializer_list<json_item> values, json other) {
    const json all = json::array(values);
    if (all.empty()) return never(std::move(other));
    json::elements literals;
    for (const json& each : all) literals.push_back(literal(each).document());
    return writer().all(other).keyword("anyOf", json(std::move(literals))).done();
}

schema not_(schema of, json other) { return writer().all(other).keyword("not", of.document()).done(); }

schema optional(schema of) {
    of.is_optional_ = true;
    return of;
}

schema ref(std::string_view id, json other) { return writer().all(other).keyword("$ref", id).done(); }

schema recursive(std::string_view id, const std::function<schema(schema self)>& make) {
    return writer().keyword("$id", id).all(make(ref(id)).document()).done();
}

schema partial(schema object) {
    return with_members(object, [](std::string_view) { return true; }, [](bool) { return false; });
}

schema required(schema object) {
    return with_members(object, [](std::string_view) { return true; }, [](bool) { return true; });
}

schema pick(schema object, std::initializer_list<std::string_view> names) {
    return with_members(
        object, [&](std::string_view name) { return is_among(names, name); },
        [](bool was_required) { return was_required; });
}

schema omit(schema object, std::initializer_list<std::string_view> names) {
    return with_members(
        object, [&](std::string_view name) { return !is_among(names, name); },
        [](bool was_required) { return was_required; });
}

}  // namespace vafast::type
