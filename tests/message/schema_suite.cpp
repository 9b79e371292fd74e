#include "message/schema_suite.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace vafast::testing {

namespace {

const std::filesystem::path root = VAFAST_SCHEMA_SUITE;

}  // namespace

bool has_suite() { return std::filesystem::exists(root / "tests"); }

json read_json(const std::filesystem::path& file) {
    std::ifstream stream(file);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    return json::parse(text);
}

std::vector<std::filesystem::path> suite_files(std::string_view folder) {
    std::vector<std::filesystem::path> result;
    for (const auto& entry : std::filesystem::directory_iterator(root / "tests" / folder)) {
        if (entry.is_regular_file()) result.push_back(entry.path());
    }
    std::sort(result.begin(), result.end());
    return result;
}

std::vector<std::pair<std::string, json>> suite_documents(schema_draft draft) {
    std::vector<std::pair<std::string, json>> result;
    const bool is_draft_7 = draft == schema_draft::draft_7;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "remotes")) {
        const std::string name = std::filesystem::relative(entry.path(), root / "remotes").string();
        // Those of the other drafts.
        if (!entry.is_regular_file() ||
            (name.starts_with("draft") && !name.starts_with(is_draft_7 ? "draft7" : "draft2020-12")))
            continue;
        result.emplace_back("http://localhost:1234/" + name, read_json(entry.path()));
    }
    return result;
}

}  // namespace vafast::testing
