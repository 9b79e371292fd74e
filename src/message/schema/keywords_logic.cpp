// References, and schemas that hold together or not at all (JSON Schema sections 8.2.3, 10.2.1 and 10.2.2).
#include "message/schema/keywords.hpp"
#include "message/schema/uri.hpp"

#include <memory>

namespace vafast::message_detail::schema {

rule make_ref(const keyword& of) {
    const std::string reference = of.text();
    return [&target = of.with.compile(of.with.known().find(reference, of.in), reference)](
               check& run, const subject& at, marks* seen) { return run.meets(target, at, seen); };
}

// Where it leads to a "$dynamicAnchor", the outermost resource on the way here that has one of that name decides.
rule make_dynamic_ref(const keyword& of) {
    const location found = of.with.known().find(of.text(), of.in);
    const subschema& target = of.with.compile(found, of.text());
    const std::string name = split_fragment(of.text()).second;
    const auto anchor = found.in->dynamic_anchors.find(name);
    if (anchor == found.in->dynamic_anchors.end() || anchor->second != found.schema) return make_ref(of);
    return [&target, targets = of.with.dynamic(name)](check& run, const subject& at, marks* seen) {
        const subschema* outermost = &target;
        for (const check::scope* scope = run.scopes(); scope != nullptr; scope = scope->around) {
            if (const auto own = targets->find(scope->in); own != targets->end()) outermost = own->second;
        }
        return run.meets(*outermost, at, seen);
    };
}

rule make_all_of(const keyword& of) {
    std::vector<const subschema*> parts;
    for (const json& each : of.list()) parts.push_back(&of.part(each, parts.size()));
    return [parts = std::move(parts)](check& run, const subject& at, marks* seen) {
        bool is_met = true;
        for (const subschema* each : parts) {
            is_met = run.meets(*each, at, seen) && is_met;
            if (!is_met && !run.goes_on()) break;
        }
        return is_met;
    };
}

rule make_not(const keyword& of) {
    return [&schema = of.part()](check& run, const subject& at, marks*) {
        if (!run.would_meet(schema, at, nullptr)) return true;
        return run.fail(at, "not", [] { return std::string("something that the schema does not exclude"); });
    };
}

rule make_if(const keyword& of) {
    const auto beside = [&of](std::string_view name) -> const subschema* {
        const json* const found = of.schema.find(name);
        return found == nullptr ? nullptr : &keyword{of.with, of.schema, of.in, of.where, name, *found}.part();
    };
    return [&condition = of.part(), then = beside("then"), otherwise = beside("else")](check& run, const subject& at,
                                                                                       marks* seen) {
        const subschema* const next = run.would_meet(condition, at, seen) ? then : otherwise;
        return next == nullptr || run.meets(*next, at, seen);
    };
}

}  // namespace vafast::message_detail::schema
