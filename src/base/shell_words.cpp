#include "base/shell_words.hpp"

#include <optional>

namespace ikada {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kEscapable = "$`\"\\\n";  // by a backslash within double quotes

class Splitter {
  public:
    explicit Splitter(std::string_view text) : text_(text) {}
    Result<std::vector<std::string>> run();

  private:
    Status take(char c);
    Status take_quoted(char quote);
    char next() { return text_[at_++]; }
    bool is_at_end() const { return at_ == text_.size(); }
    std::string& word() { return word_ ? *word_ : word_.emplace(); }
    void end_word() {
        if (word_) words_.push_back(*std::exchange(word_, std::nullopt));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::optional<std::string> word_;  // "" too is one, if quoted
    std::vector<std::string> words_;
};

Result<std::vector<std::string>> Splitter::run() {
    while (!is_at_end())
        if (auto taken = take(next()); !taken) return taken.error();
    end_word();
    return std::move(words_);
}

Status Splitter::take(char c) {
    if (kBlank.find(c) != kBlank.npos) {
        end_word();
        return ok();
    }
    if (c == '\'' || c == '"') return take_quoted(c);
    if (c != '\\') {
        word() += c;
        return ok();
    }
    if (is_at_end()) return fail(kMalformed, "the command `{}` ends in a backslash", text_);
    if (const char escaped = next(); escaped != '\n') word() += escaped;
    return ok();
}

Status Splitter::take_quoted(char quote) {
    word();
    while (!is_at_end()) {
        const char c = next();
        if (c == quote) return ok();
        const bool escapes = quote == '"' && c == '\\' && !is_at_end() &&
                             kEscapable.find(text_[at_]) != kEscapable.npos;
        if (!escapes)
            word() += c;
        else if (const char escaped = next(); escaped != '\n')
            word() += escaped;
    }
    return fail(kMalformed, "a {} in the command `{}` does not end", quote, text_);
}

}  // namespace

Result<std::vector<std::string>> split_shell_words(std::string_view text) {
    return Splitter(text).run();
}

std::string join_shell_words(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) {
        text += text.empty() ? "'" : " '";
        for (const char c : word) c == '\'' ? text += R"('\'')" : text += c;
        text += '\'';
    }
    return text;
}

}  // namespace ikada
