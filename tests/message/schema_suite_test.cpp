// What the JSON Schema organization expects of validators of draft 7 and 2020-12: every required case, and of the
// optional ones all but those which are listed here with their reasons.
#include "message/schema_suite.hpp"

#include <map>

#include <gtest/gtest.h>

namespace {

using vafast::json;
using vafast::schema_draft;
using vafast::schema_options;
using vafast::schema_validator;
using vafast::testing::read_json;

// By folder, the begin of "file: group: case", and why we differ.
using exceptions = std::map<std::string, std::string>;

void run_folder(const std::string& folder, schema_options options, const exceptions& known = {}) {
    if (!vafast::testing::has_suite()) GTEST_SKIP() << "libtest-json-schema-acceptance-perl is not installed";
    options.documents = vafast::testing::suite_documents(options.draft);
    std::map<std::string, int> used;
    int cases = 0;
    for (const auto& file : vafast::testing::suite_files(folder)) {
        for (const json& group : read_json(file)) {
            const std::string name = file.stem().string() + ": " + group.get<std::string>("description");
            const auto is_exception = [&](const std::string& of) {
                for (const auto& [begin, reason] : known) {
                    if (of.starts_with(begin)) return ++used[begin], true;
                }
                return false;
            };
            try {
                const schema_validator validator(group["schema"], options);
                for (const json& test : group["tests"]) {
                    const std::string which = name + ": " + test.get<std::string>("description");
                    ++cases;
                    if (is_exception(which)) continue;
                    const auto error = validator.check(test["data"]);
                    EXPECT_EQ(!error, test.get<bool>("valid")) << which << "\n" << (error ? error->what() : "no error");
                    EXPECT_EQ(validator.accepts(test["data"]), !error) << which;
                }
            } catch (const vafast::error& thrown) {
                if (!is_exception(name)) ADD_FAILURE() << name << ": " << thrown.what();
            }
        }
    }
    EXPECT_GT(cases, 0);
    for (const auto& [begin, reason] : known) EXPECT_GT(used[begin], 0) << "no longer an exception: " << begin;
}

TEST(schema_suite, holds_for_draft_7) {
    run_folder("draft7", {.draft = schema_draft::draft_7, .check_formats = false});
}

TEST(schema_suite, holds_for_2020_12) { run_folder("draft2020-12", {.check_formats = false}); }

const exceptions other_drafts{{"cross-draft: refs to", "of other drafts, 2019-09 is not supported"}};

TEST(schema_suite, holds_for_what_is_optional_in_draft_7) {
    exceptions known = other_drafts;
    known["content: "] = "contentEncoding and contentMediaType are remarks, as 2020-12 has it";
    run_folder("draft7/optional", {.draft = schema_draft::draft_7}, known);
}

TEST(schema_suite, holds_for_what_is_optional_in_2020_12) { run_folder("draft2020-12/optional", {}, other_drafts); }

const exceptions other_formats{
    {"idn-email", "not checked, as in ajv-formats"},
    {"idn-hostname", "not checked, as in ajv-formats"},
    {"iri", "not checked, as in ajv-formats"},
    {"uri-template", "not checked: no message is a template"},
};

TEST(schema_suite, holds_for_the_formats_of_draft_7) {
    run_folder("draft7/optional/format", {.draft = schema_draft::draft_7}, other_formats);
}

TEST(schema_suite, holds_for_the_formats_of_2020_12) {
    exceptions known = other_formats;
    known["email: validation of e-mail addresses: a quoted string"] = "refused, as in ajv-formats";
    known["email: validation of e-mail addresses: an IPv4-address-literal"] = "refused, as in ajv-formats";
    known["email: validation of e-mail addresses: an IPv6-address-literal"] = "refused, as in ajv-formats";
    run_folder("draft2020-12/optional/format", {}, known);
}

}  // namespace
