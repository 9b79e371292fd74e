// The tests of the JSON Schema organization, as Debian packages them.
#pragma once

#include <vafast/json.hpp>
#include <vafast/message/schema_validator.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vafast::testing {

// A folder of tests in the suite, "draft7" or "draft2020-12/optional/format": its files in order.
std::vector<std::filesystem::path> suite_files(std::string_view folder);

json read_json(const std::filesystem::path& file);

// The documents that the suite's schemas expect under http://localhost:1234/.
std::vector<std::pair<std::string, json>> suite_documents(schema_draft draft);

// Whether the suite is installed; the tests that use it are skipped where it is not.
bool has_suite();

}  // namespace vafast::testing
