#include "message/schema/compiler.hpp"

#include "message/json_pointer.hpp"
#include "message/words.hpp"

namespace vafast::message_detail::schema {

namespace {

constexpr int max_depth = 512;  // of schemas in schemas, and references behind references

}  // namespace

const subschema& compiler::compile_all(const location& root) {
    const subschema& result = compile(root, "");
    // What dynamic references can mean, until that brings no more of them, nor further documents.
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (const auto& [name, targets] : dynamic_) {
            for (const resource& each : documents_.resources()) {
                const auto anchor = each.dynamic_anchors.find(name);
                if (anchor == each.dynamic_anchors.end() || targets->contains(&each)) continue;
                (*targets)[&each] = &compile(documents_.part(*anchor->second, each), "#" + name);
                has_grown = true;
            }
        }
    }
    return result;
}

std::shared_ptr<const dynamic_targets> compiler::dynamic(const std::string& name) {
    auto& targets = dynamic_[name];
    if (!targets) targets = std::make_shared<dynamic_targets>();
    return targets;
}

const subschema& compiler::compile(const location& at, const std::string& where) {
    if (const auto known = done_.find(at.schema); known != done_.end()) return *known->second;
    if (++depth_ > max_depth) {
        throw error(error_kind::invalid_argument,
                    "The JSON Schema cannot be used: it is nested more than 512 levels deep, at \"" + where + "\".");
    }
    subschema& made = subschemas_.emplace_back();
    done_[at.schema] = &made;  // before its parts, which may refer to it
    made.in = at.in;
    if (at.schema->is_object()) {
        make_rules(at, where, made);
    } else if (*at.schema == json(false)) {
        made.rules.push_back([](check& run, const subject& value, marks*) {
            return run.fail(value, "false", [] { return std::string("nothing here"); });
        });
    } else if (!at.schema->is_boolean()) {
        throw error(error_kind::invalid_argument, "The JSON Schema cannot be used: at \"" + where + "\" is " +
                                                      show(*at.schema) + ", not a schema, which is an object.");
    }
    --depth_;
    return made;
}

void compiler::make_rules(const location& at, const std::string& where, subschema& into) {
    const bool is_draft_7 = at.in->draft == schema_draft::draft_7;
    const bool is_reference = is_draft_7 && at.schema->contains("$ref");  // then what is beside it means nothing
    for (const keyword_kind& each : keyword_kinds()) {
        const json* const argument = at.schema->find(each.name);
        if (argument == nullptr || !(is_draft_7 ? each.in_draft_7 : each.in_draft_2020_12)) continue;
        if ((is_reference && each.name != "$ref") || (each.is_assertion && !at.in->validates)) continue;
        if (rule made = each.make({*this, *at.schema, *at.in, where, each.name, *argument})) {
            into.rules.push_back(std::move(made));
            into.tracks = into.tracks || each.asks_for_marks;
        }
    }
}

void keyword::refuse(const std::string& why) const {
    std::string place = where;
    append_step(place, name);
    throw error(error_kind::invalid_argument, "The JSON Schema cannot be used: " + place + " " + why);
}

const json& keyword::number() const {
    if (!argument.is_number()) refuse("is " + show(argument) + ", not a number.");
    return argument;
}

std::size_t keyword::count() const {
    const double value = argument.is_number() ? argument.get<double>() : -1;
    if (value < 0 || value > 1e15 || value != static_cast<double>(static_cast<std::size_t>(value)))
        refuse("is " + show(argument) + ", not a number of things.");
    return static_cast<std::size_t>(value);
}

std::string keyword::text() const {
    if (!argument.is_string()) refuse("is " + show(argument) + ", not a string.");
    return argument.get<std::string>();
}

const json& keyword::list() const {
    if (!argument.is_array()) refuse("is " + show(argument) + ", not an array.");
    return argument;
}

const json& keyword::object() const {
    if (!argument.is_object()) refuse("is " + show(argument) + ", not an object.");
    return argument;
}

std::vector<std::string> keyword::texts(const json& of) const {
    std::vector<std::string> result;
    if (!of.is_array()) refuse("is " + show(of) + ", not an array of strings.");
    for (const json& each : of) {
        if (!each.is_string()) refuse("has " + show(each) + " among its strings.");
        result.push_back(each.get<std::string>());
    }
    return result;
}

const subschema& keyword::part() const {
    std::string place = where;
    append_step(place, name);
    return with.compile(with.known().part(argument, in), place);
}

const subschema& keyword::part(const json& child, std::string_view step) const {
    std::string place = where;
    append_step(place, name);
    append_step(place, step);
    return with.compile(with.known().part(child, in), place);
}

const subschema& keyword::part(const json& child, std::size_t step) const { return part(child, std::to_string(step)); }

}  // namespace vafast::message_detail::schema
