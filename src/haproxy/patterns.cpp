#include "haproxy/patterns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "haproxy/quoting.hpp"

namespace ikada::haproxy {
namespace {

enum class Kind { Text, One, Run };
struct Piece {
    Kind kind = Kind::Text;
    std::string text;  // of Text
};

// Texts are as long as can be, runs do not follow each other.
std::vector<Piece> pieces_of(std::string_view pattern) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool escapes = pattern[i] == '\\' && i + 1 < pattern.size() &&
                             (pattern[i + 1] == '*' || pattern[i + 1] == '?');
        if (escapes) ++i;
        const bool is_wild = !escapes && (pattern[i] == '*' || pattern[i] == '?');
        const auto kind = !is_wild ? Kind::Text : pattern[i] == '*' ? Kind::Run : Kind::One;
        const bool joins = !pieces.empty() && pieces.back().kind == kind && kind != Kind::One;
        if (!joins) pieces.push_back({kind, ""});
        if (kind == Kind::Text) pieces.back().text += pattern[i];
    }
    return pieces;
}

std::string plain_expression(std::string_view text) {
    std::string expression;
    for (const char c : text) {
        const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0;
        if (!is_plain) expression += '\\';
        expression += c;
    }
    return expression;
}

std::string matching(std::string_view method, LetterCase letters, std::string_view text) {
    const auto flag = letters == LetterCase::Ignored ? "-i " : "";
    return fmt::format("-m {} {}-- {}", method, flag, quote(text));
}

bool is_text(const Piece& piece) { return piece.kind == Kind::Text; }
bool is_run(const Piece& piece) { return piece.kind == Kind::Run; }

}  // namespace

// Between two runs, the first place that fits is as good as any later one: an atomic group never
// tries another, so nothing is tried again and again.
std::string expression_of(std::string_view pattern, std::string_view any) {
    const auto pieces = pieces_of(pattern);
    const auto last_run = std::find_if(pieces.rbegin(), pieces.rend(), is_run);
    auto runs = std::count_if(pieces.begin(), pieces.end(), is_run);
    std::string expression;
    bool is_open = false;
    for (const auto& piece : pieces) {
        if (is_run(piece) && is_open) expression += ')';
        if (is_run(piece)) is_open = --runs > 0;
        if (is_text(piece))
            expression += plain_expression(piece.text);
        else if (piece.kind == Kind::One || &piece == &*last_run)
            expression += fmt::format("{}{}", any, is_run(piece) ? "*" : "");
        else
            expression += fmt::format("(?>{}*?", any);
    }
    return expression;
}

std::string acl_pattern(std::string_view pattern, LetterCase letters) {
    const auto pieces = pieces_of(pattern);
    if (pieces.empty()) return matching("str", letters, "");
    if (pieces.size() == 1 && is_text(pieces[0])) return matching("str", letters, pieces[0].text);
    if (pieces.size() == 1 && is_run(pieces[0])) return "-m found";
    const bool has_two = pieces.size() == 2;
    if (has_two && is_run(pieces[0]) && is_text(pieces[1]))
        return matching("end", letters, pieces[1].text);
    if (has_two && is_text(pieces[0]) && is_run(pieces[1]))
        return matching("beg", letters, pieces[0].text);
    return matching("reg", letters, "^" + expression_of(pattern, ".") + "$");
}

std::optional<std::string> literal_of(std::string_view pattern) {
    const auto pieces = pieces_of(pattern);
    if (pieces.empty()) return "";
    if (pieces.size() > 1 || !is_text(pieces[0])) return {};
    return pieces[0].text;
}

// Goes back to the last run only: an earlier one need not take more.
bool matches(std::string_view pattern, std::string_view text) {
    struct Step {
        char c;
        Kind kind;
    };
    std::vector<Step> steps;
    for (const auto& piece : pieces_of(pattern)) {
        if (!is_text(piece)) steps.push_back({'\0', piece.kind});
        for (const char c : piece.text) steps.push_back({c, Kind::Text});
    }
    constexpr auto kNone = std::string_view::npos;
    std::size_t at = 0, step = 0, run = kNone, run_from = 0;
    while (at < text.size()) {
        const bool has_step = step < steps.size();
        if (has_step && steps[step].kind == Kind::Run) {
            run = step++;
            run_from = at;
        } else if (has_step && (steps[step].kind == Kind::One || steps[step].c == text[at])) {
            ++step;
            ++at;
        } else if (run != kNone) {
            step = run + 1;
            at = ++run_from;
        } else {
            return false;
        }
    }
    while (step < steps.size() && steps[step].kind == Kind::Run) ++step;
    return step == steps.size();
}

}  // namespace ikada::haproxy
