#include "message/schema/keywords.hpp"

namespace vafast::message_detail::schema {

const std::vector<keyword_kind>& keyword_kinds() {
    constexpr bool yes = true, no = false;
    // name, what makes its rule, in draft 7, in 2020-12, is an assertion, asks for marks
    static const std::vector<keyword_kind> kinds{
        {"type", make_type},
        {"const", make_const},
        {"enum", make_enum},
        {"multipleOf", make_multiple_of},
        {"maximum", make_maximum},
        {"exclusiveMaximum", make_exclusive_maximum},
        {"minimum", make_minimum},
        {"exclusiveMinimum", make_exclusive_minimum},
        {"maxLength", make_max_length},
        {"minLength", make_min_length},
        {"pattern", make_pattern},
        {"format", make_format, yes, yes, no},
        {"maxProperties", make_max_properties},
        {"minProperties", make_min_properties},
        {"required", make_required},
        {"dependentRequired", make_dependent_required, no, yes},
        {"maxItems", make_max_items},
        {"minItems", make_min_items},
        {"uniqueItems", make_unique_items},
        {"$ref", make_ref, yes, yes, no},
        {"$dynamicRef", make_dynamic_ref, no, yes, no},
        {"properties", make_properties, yes, yes, no},
        {"patternProperties", make_pattern_properties, yes, yes, no},
        {"additionalProperties", make_additional_properties, yes, yes, no},
        {"propertyNames", make_property_names, yes, yes, no},
        {"dependencies", make_dependencies, yes, yes, no},
        {"dependentSchemas", make_dependent_schemas, no, yes, no},
        {"prefixItems", make_prefix_items, no, yes, no},
        {"items", make_items, yes, yes, no},
        {"additionalItems", make_additional_items, yes, yes, no},
        {"contains", make_contains, yes, yes, no},
        {"allOf", make_all_of, yes, yes, no},
        {"anyOf", make_any_of, yes, yes, no},
        {"oneOf", make_one_of, yes, yes, no},
        {"not", make_not, yes, yes, no},
        {"if", make_if, yes, yes, no},
        {"unevaluatedItems", make_unevaluated_items, no, yes, no, yes},
        {"unevaluatedProperties", make_unevaluated_properties, no, yes, no, yes},
    };
    return kinds;
}

}  // namespace vafast::message_detail::schema
