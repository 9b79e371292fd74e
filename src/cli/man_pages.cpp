#include "cli/man_pages.hpp"

#include <vafast/error.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace vafast::cli {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// What roff would read as something else. A hyphen is written so that it can be copied into a shell.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char each : text) {
        switch (each) {
            case '\\': out += "\\e"; break;
            case '-': out += "\\-"; break;
            case '\'': out += "\\(aq"; break;
            case '"': out += "\\(dq"; break;
            case '^': out += "\\(ha"; break;
            case '~': out += "\\(ti"; break;
            default: out += each;
        }
    }
    return out.starts_with('.') ? "\\&" + out : out;
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

// A line of a help text, in which `this` is code.
std::string prose(std::string_view text) {
    std::string out;
    for (bool is_code = false; !text.empty(); is_code = !is_code) {
        const std::size_t end = std::min(text.find('`'), text.size());
        const std::string_view part = text.substr(0, end);
        if (!part.empty()) out += is_code ? bold(part) : escaped(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// "  0  done" of a table is a term and what it means.
std::string row(std::string_view line) {
    line.remove_prefix(line.find_first_not_of(' '));
    const std::size_t end = std::min(line.find("  "), line.size());
    const std::size_t meaning = std::min(line.find_first_not_of(' ', end), line.size());
    return fmt::format(".TP\n{}\n{}\n", bold(line.substr(0, end)), prose(line.substr(meaning)));
}

// What stands below the options of a help text: paragraphs, tables, and at its end the exit statuses.
std::string paragraphs(std::string_view text) {
    std::string out;
    bool begins = true;
    for (const std::string_view line : lines_of(text)) {
        if (line.empty()) {
            begins = true;
        } else if (line.starts_with("  ")) {
            out += row(line);
            begins = true;
        } else {
            if (begins) out += ".PP\n";
            out += prose(line) + '\n';
            begins = false;
        }
    }
    return out;
}

// The first words of a description, as a list of pages shows them: "talk to a WebSocket server".
std::string summary(const std::string& description) {
    std::string words = description.substr(0, description.find_first_of(":.\n"));
    std::erase(words, '`');
    const auto is_capital = [](char each) { return std::isupper(static_cast<unsigned char>(each)) != 0; };
    const std::string first = words.substr(0, words.find(' '));
    if (std::count_if(first.begin(), first.end(), is_capital) == 1)
        words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
    return words;
}

std::string names_of(const CLI::Option& option) {
    if (option.get_positional()) return italic(option.get_name(true));
    std::string names;
    const auto add = [&](const std::string& name) { names += (names.empty() ? "" : ", ") + bold(name); };
    for (const std::string& each : option.get_snames()) add('-' + each);
    for (const std::string& each : option.get_lnames()) add("--" + each);
    if (option.get_type_size() != 0 && !option.get_type_name().empty()) names += ' ' + italic(option.get_type_name());
    return names;
}

std::string entry(const CLI::Option& option) {
    constexpr std::string_view example_mark = "\nExample: ";
    const std::string text = option.get_description();
    const std::size_t example = text.find(example_mark);
    std::string meaning = text.substr(0, example);
    if (!meaning.ends_with('.')) meaning += '.';
    std::string out = ".TP\n" + names_of(option) + '\n';
    for (const std::string_view line : lines_of(meaning)) out += prose(line) + '\n';
    for (const CLI::Option* each : option.get_needs()) out += "Only with " + bold(each->get_name()) + ".\n";
    for (const CLI::Option* each : option.get_excludes()) out += "Not with " + bold(each->get_name()) + ".\n";
    if (!option.get_envname().empty()) out += "Default: the variable " + bold(option.get_envname()) + ".\n";
    if (option.get_required() && !option.get_positional()) out += "Required.\n";
    if (example != text.npos) out += ".br\nExample: " + bold(text.substr(example + example_mark.size())) + '\n';
    return out;
}

std::vector<const CLI::Option*> options_of(const CLI::App& app, bool positional) {
    return app.get_options([positional](const CLI::Option* each) {
        return each->get_positional() == positional && !each->get_group().empty();
    });
}

std::vector<const CLI::App*> verbs_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string entries(const CLI::App& app) {
    std::string out;
    for (const bool positional : {true, false})
        for (const CLI::Option* each : options_of(app, positional)) out += entry(*each);
    return out;
}

// One page. Of the command itself it lists the verbs; of a verb that has verbs (bench), it has theirs in it.
class page {
 public:
    page(const CLI::App& app, std::string words) : app_(app), words_(std::move(words)) {}

    // "vafast-connect"
    std::string name() const {
        std::string name = words_;
        std::replace(name.begin(), name.end(), ' ', '-');
        return name;
    }

    // `pages` are the names of all pages, the command's first.
    std::string text(const std::string& date, const std::vector<std::string>& pages) const {
        const bool is_command = name() == pages.front();
        std::string title = name();
        for (char& each : title) each = static_cast<char>(std::toupper(static_cast<unsigned char>(each)));
        const CLI::App& described = !is_command && !verbs_.empty() ? *verbs_.front() : app_;
        const std::string footer = described.get_footer();
        const std::size_t statuses = std::min(footer.find("Exit status:\n"), footer.size());

        std::string out = fmt::format(".TH {} 1 \"{}\" \"vafast {}\"\n", title, date, VAFAST_VERSION);
        out += ".SH NAME\n" + escaped(name()) + " \\- " + escaped(summary(app_.get_description())) + '\n';
        out += ".SH SYNOPSIS\n" + (is_command ? synopsis_of_command() : synopsis());
        out += ".SH DESCRIPTION\n" + lines(app_) + paragraphs(footer.substr(0, statuses));
        if (is_command) out += ".SH VERBS\n" + list_of_verbs();
        out += ".SH OPTIONS\n" + entries(app_);
        if (!is_command) out += verbs_within();
        out += ".SH EXIT STATUS\n" + paragraphs(footer.substr(std::min(footer.find('\n', statuses), footer.size())));
        return out + ".SH SEE ALSO\n" + others(pages);
    }

 private:
    std::string synopsis_of_command() const {
        return bold(words_) + ' ' + italic("verb") + " [" + italic("option") + " ...]\n.br\n" + bold(words_) + ' ' +
               bold("--help") + '\n';
    }

    std::string synopsis() const {
        if (verbs_.empty()) return usage(words_, app_);
        std::string out;
        for (const CLI::App* each : verbs_)
            out += (out.empty() ? "" : ".br\n") + usage(words_ + ' ' + each->get_name(), *each);
        return out;
    }

    static std::string usage(const std::string& words, const CLI::App& app) {
        std::string out = bold(words) + " [" + italic("option") + " ...]";
        for (const CLI::Option* each : options_of(app, true)) out += ' ' + italic(each->get_name(true));
        return out + '\n';
    }

    static std::string lines(const CLI::App& app) {
        const std::string text = app.get_description();
        std::string out;
        for (const std::string_view line : lines_of(text)) out += prose(line) + '\n';
        return out;
    }

    std::string list_of_verbs() const {
        std::string out;
        for (const CLI::App* each : verbs_)
            out += ".TP\n" + bold(words_ + '-' + each->get_name()) + "(1)\n" + lines(*each);
        return out;
    }

    std::string verbs_within() const {
        std::string out;
        for (const CLI::App* each : verbs_)
            out += ".SS " + bold(words_ + ' ' + each->get_name()) + '\n' + lines(*each) + entries(*each);
        return out;
    }

    std::string others(const std::vector<std::string>& pages) const {
        std::string out;
        for (const std::string& each : pages)
            if (each != name()) out += (out.empty() ? "" : ",\n") + bold(each) + "(1)";
        return out + '\n';
    }

    const CLI::App& app_;
    std::string words_;
    std::vector<const CLI::App*> verbs_ = verbs_of(app_);
};

void write(const std::filesystem::path& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file.flush()) throw error(error_kind::invalid_argument, path.string() + " cannot be written");
}

}  // namespace

void write_man_pages(const CLI::App& command, const std::string& directory, const std::string& date) {
    std::vector<page> pages{page(command, command.get_name())};
    for (const CLI::App* each : verbs_of(command))
        pages.emplace_back(*each, command.get_name() + ' ' + each->get_name());
    std::vector<std::string> names;
    for (const page& each : pages) names.push_back(each.name());

    const std::filesystem::path into(directory);
    std::error_code ignored;  // writing says it better
    std::filesystem::create_directories(into, ignored);
    for (const page& each : pages) write(into / (each.name() + ".1"), each.text(date, names));
}

}  // namespace vafast::cli
