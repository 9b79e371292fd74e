// Makes rules of the keywords of schemas, each schema once. One thread at a time.
#pragma once

#include "message/schema/check.hpp"
#include "message/schema/documents.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace vafast::message_detail::schema {

// Which schema a dynamic reference means where a resource was entered first (2020-12 section 8.2.3.2).
using dynamic_targets = std::map<const resource*, const subschema*>;

class compiler {
 public:
    // Both outlive the compiler, and what it makes.
    compiler(documents& from, std::deque<subschema>& into, bool check_formats)
        : documents_(from), subschemas_(into), check_formats_(check_formats) {}

    // The schema at the location with all that it refers to. `where`: a pointer to it, for errors.
    const subschema& compile_all(const location& root);

    // For keywords, which are part of one:

    const subschema& compile(const location& at, const std::string& where);
    std::shared_ptr<const dynamic_targets> dynamic(const std::string& name);
    documents& known() noexcept { return documents_; }
    bool check_formats() const noexcept { return check_formats_; }

 private:
    void make_rules(const location& at, const std::string& where, subschema& into);

    documents& documents_;
    std::deque<subschema>& subschemas_;
    bool check_formats_;
    int depth_ = 0;
    std::map<const json*, const subschema*> done_;
    std::map<std::string, std::shared_ptr<dynamic_targets>> dynamic_;
};

// A keyword as it stands in a schema. Its methods take the argument for what it has to be, or throw
// error(invalid_argument) that says where it stands and what it is.
struct keyword {
    compiler& with;
    const json& schema;  // in which it stands
    const resource& in;
    const std::string& where;  // that schema is
    std::string_view name;
    const json& argument;

    const json& number() const;
    std::size_t count() const;
    std::string text() const;
    const json& list() const;
    const json& object() const;
    std::vector<std::string> texts(const json& of) const;
    // The argument as a schema, or one that is in it.
    const subschema& part() const;
    const subschema& part(const json& schema, std::string_view step) const;
    const subschema& part(const json& schema, std::size_t step) const;

    [[noreturn]] void refuse(const std::string& why) const;
};

// What makes the rule of a keyword; an empty rule where there is nothing to check.
struct keyword_kind {
    std::string_view name;
    rule (*make)(const keyword&);
    bool in_draft_7 = true, in_draft_2020_12 = true;
    bool is_assertion = true;  // of the vocabulary of validation, which a dialect may leave out
    bool asks_for_marks = false;
};

// In the order in which they are checked.
const std::vector<keyword_kind>& keyword_kinds();

}  // namespace vafast::message_detail::schema
