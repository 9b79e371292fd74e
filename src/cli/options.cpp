#include "cli/options.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace vafast::cli {
namespace {

struct quantity {
    double number;
    std::string_view unit;
};

std::optional<quantity> split(std::string_view text) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || !std::isfinite(number) || number < 0) return std::nullopt;
    return quantity{number, text.substr(static_cast<std::size_t>(end - text.data()))};
}

std::optional<double> milliseconds_of(std::string_view unit) {
    if (unit == "ms") return 1;
    if (unit.empty() || unit == "s") return 1e3;
    if (unit == "m" || unit == "min") return 60e3;
    if (unit == "h") return 3600e3;
    return std::nullopt;
}

std::optional<double> bytes_of(std::string_view unit) {
    if (unit.empty() || unit == "B") return 1;
    if (unit == "K" || unit == "k" || unit == "KiB") return 1024.0;
    if (unit == "M" || unit == "m" || unit == "MiB") return 1024.0 * 1024;
    if (unit == "G" || unit == "g" || unit == "GiB") return 1024.0 * 1024 * 1024;
    return std::nullopt;
}

template <class Value>
CLI::Option* add(CLI::App& app, const std::string& names, const std::string& type, const std::string& help,
                 std::optional<double> (*factor)(std::string_view), double most, const std::string& wanted,
                 Value take) {
    return app
        .add_option_function<std::string>(
            names,
            [=](const std::string& text) {
                const auto read = split(text);
                const auto unit = read ? factor(read->unit) : std::nullopt;
                if (!unit || read->number * *unit > most)
                    throw CLI::ValidationError(names, "\"" + text + "\" is not " + wanted);
                take(read->number * *unit);
            },
            help)
        ->type_name(type);
}

}  // namespace

std::string described(const std::string& meaning, const std::string& example) {
    return meaning + "\nExample: " + example;
}

CLI::Option* add_time(CLI::App& app, const std::string& names, std::chrono::milliseconds& target,
                      const std::string& meaning, const std::string& example) {
    constexpr double a_year = 365.0 * 24 * 3600e3;
    return add(app, names, "TIME", described(meaning, example), milliseconds_of, a_year,
               "a time; write it like 500ms, 5s or 2m",
               [&target](double value) { target = std::chrono::milliseconds(std::llround(value)); });
}

CLI::Option* add_size(CLI::App& app, const std::string& names, std::size_t& target, const std::string& meaning,
                      const std::string& example) {
    constexpr double a_terabyte = 1e12;
    return add(app, names, "SIZE", described(meaning, example), bytes_of, a_terabyte,
               "a size in bytes; write it like 65536, 512K or 16M",
               [&target](double value) { target = static_cast<std::size_t>(value); });
}

}  // namespace vafast::cli
