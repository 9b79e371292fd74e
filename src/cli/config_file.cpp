#include "cli/config_file.hpp"

#include <vafast/error.hpp>

#include <sstream>
#include <toml++/toml.h>

#include <CLI/CLI.hpp>

namespace vafast::cli {
namespace {

class reader {
 public:
    reader(CLI::App& verb, const std::string& file) : verb_(verb), file_(file) {}

    void read() {
        try {
            const toml::table table = toml::parse_file(file_);
            for (const auto& [key, value] : table) set(std::string(key.str()), value);
        } catch (const toml::parse_error& wrong) {
            fail(wrong.source(), std::string(wrong.description()));
        }
    }

 private:
    [[noreturn]] void fail(const toml::source_region& where, const std::string& what) const {
        const auto line = where.begin.line;
        throw error(
            error_kind::invalid_argument,
            "In the file " + file_ + (line > 0 ? ", line " + std::to_string(line) : std::string()) + ": " + what);
    }

    void set(const std::string& key, const toml::node& value) const {
        CLI::Option* const option = key == "config" ? nullptr : verb_.get_option_no_throw("--" + key);
        if (!option) fail(value.source(), "there is no option \"" + key + '"');
        if (option->count() > 0) return;  // the command line goes before
        try {
            if (const toml::array* all = value.as_array())
                for (const toml::node& each : *all) option->add_result(text(key, each));
            else
                option->add_result(text(key, value));
            option->run_callback();
        } catch (const CLI::Error& wrong) {
            fail(value.source(), wrong.what());
        }
    }

    // As it would be written on the command line.
    std::string text(const std::string& key, const toml::node& value) const {
        if (const auto words = value.value_exact<std::string>()) return *words;
        if (value.is_number() || value.is_boolean()) {
            std::ostringstream out;
            out << std::boolalpha;
            value.visit([&](const auto& each) {
                if constexpr (toml::is_number<decltype(each)> || toml::is_boolean<decltype(each)>) out << each.get();
            });
            return out.str();
        }
        fail(value.source(), '"' + key + "\" is a text, a number, true or false, or a list of those");
    }

    CLI::App& verb_;
    const std::string& file_;
};

}  // namespace

void read_config(CLI::App& verb, const std::string& file) { reader(verb, file).read(); }

}  // namespace vafast::cli
