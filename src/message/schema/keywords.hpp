// The keywords of JSON Schema, by what they speak of: each of these makes the rule of one (JSON Schema 2020-12, where
// nothing else is said). Pure.
#pragma once

#include "message/schema/compiler.hpp"

namespace vafast::message_detail::schema {

// Any value, numbers and strings: keywords_value.cpp
rule make_type(const keyword&);
rule make_const(const keyword&);
rule make_enum(const keyword&);
rule make_multiple_of(const keyword&);
rule make_maximum(const keyword&);
rule make_exclusive_maximum(const keyword&);
rule make_minimum(const keyword&);
rule make_exclusive_minimum(const keyword&);
rule make_max_length(const keyword&);
rule make_min_length(const keyword&);
rule make_pattern(const keyword&);
rule make_format(const keyword&);

// Objects: keywords_object.cpp
rule make_required(const keyword&);
rule make_max_properties(const keyword&);
rule make_min_properties(const keyword&);
rule make_properties(const keyword&);
rule make_pattern_properties(const keyword&);
rule make_additional_properties(const keyword&);
rule make_property_names(const keyword&);
rule make_dependent_required(const keyword&);
rule make_dependent_schemas(const keyword&);
rule make_dependencies(const keyword&);
rule make_unevaluated_properties(const keyword&);

// Arrays: keywords_array.cpp
rule make_prefix_items(const keyword&);
rule make_items(const keyword&);
rule make_additional_items(const keyword&);
rule make_contains(const keyword&);
rule make_max_items(const keyword&);
rule make_min_items(const keyword&);
rule make_unique_items(const keyword&);
rule make_unevaluated_items(const keyword&);

// Schemas together: keywords_logic.cpp and keywords_choice.cpp
rule make_ref(const keyword&);
rule make_dynamic_ref(const keyword&);
rule make_all_of(const keyword&);
rule make_not(const keyword&);
rule make_if(const keyword&);
rule make_any_of(const keyword&);
rule make_one_of(const keyword&);

}  // namespace vafast::message_detail::schema
