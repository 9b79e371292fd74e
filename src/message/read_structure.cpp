// Reads an object into a struct: expects its members in the order of the struct, and finds them in any other.
#include "message/check.hpp"
#include "message/read_parts.hpp"

#include <bit>

namespace vafast::detail {
namespace {

class structure_reader {
 public:
    structure_reader(reader& in, void* object, const structure_type& type)
        : in_(in), object_(object), type_(type), path_(in, path_frame::what::member) {
        type.addresses(object, members_);
    }

    // `begin` is where the object begins, `after_tag` where the reader stands behind its discriminator.
    bool read(const char* begin, bool after_tag) {
        if (!after_tag && !in_.enter()) return false;
        tag_seen_ = after_tag;
        if (!read_members(!after_tag)) return false;
        if ((type_.required & ~seen_) != 0 || (!tag_seen_ && !type_.tag_key.empty())) {
            if (!refuse_missing(begin)) return false;
        }
        in_.path = path_.frame.outer;
        return type_.rule_count == 0 ||
               check_rules(in_, {type_.rules, type_.rule_count}, {kind::structure, &type_}, object_, begin);
    }

 private:
    bool read_members(bool first) {
        std::size_t expected = 0;
        for (;;) {
            if (!read_in_order(expected, first)) return false;
            if (in_.skip_end()) return true;
            std::string_view key;
            switch (in_.next_member(first, key)) {
                case reader::step::end: return true;
                case reader::step::fault: return false;
                case reader::step::item: break;
            }
            first = false;
            const std::size_t index = find(key);
            if (index < type_.count) {
                if (!read_field(index)) return false;
                expected = index + 1;
            } else if (!read_other(key)) {
                return false;
            }
        }
    }

    // As many members as come in the order of the struct, beginning with `expected`.
    bool read_in_order(std::size_t& expected, bool& first) {
        while (expected < type_.count && in_.may_enter()) {  // a plain member may be a list
            const auto read = message_detail::read_plain_members(in_.at(), in_.end(), in_.checks_utf8(), type_,
                                                                 members_, first, expected, seen_);
            first = first && read.seen == seen_;
            expected = read.index;
            seen_ = read.seen;
            in_.go_on(read.at);
            if (read.value == nullptr) return true;
            in_.go_on(read.value);
            if (!read_field(expected++)) return false;
            first = false;
        }
        return true;
    }

    std::size_t find(std::string_view key) const noexcept {
        for (std::size_t i = 0; i < type_.count; ++i) {
            if (type_.fields[i].name() == key) return i;
        }
        return type_.count;
    }

    bool read_field(std::size_t index) {
        const field& what = type_.fields[index];
        path_.frame.member = &what;
        const std::uint64_t bit = std::uint64_t{1} << index;
        const reader::place begin = in_.here();
        bool fine = (seen_ & bit) == 0 || refuse_twice(begin.at);
        seen_ |= bit;
        fine = fine && read_value(in_, members_[index], *what.type);
        if (fine && what.rule_count != 0)
            fine = check_rules(in_, {what.rules, what.rule_count}, *what.type, members_[index], begin.at);
        return fine || in_.recover(begin);
    }

    // What is no member of the struct: its discriminator, or something that it does not know.
    bool read_other(std::string_view key) {
        const bool is_tag = key == type_.tag_key && !key.empty();
        if (!is_tag && !type_.refuses_unknown) return in_.skip_value();
        const std::string name(key);
        path_.frame.member = nullptr;
        path_.frame.key = name;
        in_.peek();
        const reader::place begin = in_.here();
        if (!is_tag) {
            in_.refuse("additionalProperties", "no member of this name", "one", begin.at);
            return in_.recover(begin);
        }
        const bool fine = !tag_seen_ || refuse_twice(begin.at);
        tag_seen_ = true;
        return (fine && read_tag()) || in_.recover(begin);
    }

    bool read_tag() {
        const std::string expected = '"' + std::string(type_.tag_value) + '"';
        if (in_.peek() != '"') return in_.refuse_type(expected, "const");
        const char* const begin = in_.at();
        std::string_view text;
        if (!in_.read_string(text)) return false;
        return text == type_.tag_value || in_.refuse("const", expected, quoted(text), begin);
    }

    bool refuse_twice(const char* begin) {
        return in_.refuse("duplicate", "each member once", "it a second time", begin);
    }

    // Errors of the object, not of a member.
    bool refuse_missing(const char* begin) {
        in_.path = path_.frame.outer;
        const auto refuse = [&](std::string_view name) {
            in_.refuse("required", "a member \"" + std::string(name) + '"', "none", begin);
            return in_.note();
        };
        if (!tag_seen_ && !type_.tag_key.empty() && !refuse(type_.tag_key)) return false;
        for (std::uint64_t missing = type_.required & ~seen_; missing != 0; missing &= missing - 1) {
            if (!refuse(type_.fields[std::countr_zero(missing)].name())) return false;
        }
        return true;
    }

    reader& in_;
    void* object_;
    const structure_type& type_;
    std::uint64_t seen_ = 0;
    bool tag_seen_ = false;
    on_path<reader> path_;
    void* members_[64];
};

}  // namespace

bool read_structure(reader& in, void* object, const structure_type& type) {
    if (in.peek() != '{') return in.refuse_type("an object");
    return structure_reader(in, object, type).read(in.at(), false);
}

bool read_behind_tag(reader& in, const char* begin, void* object, const structure_type& type) {
    return structure_reader(in, object, type).read(begin, true);
}

}  // namespace vafast::detail
