#include "cli/live_lines.hpp"

#include <gmock/gmock.h>

#include "base/strings.hpp"

namespace ikada::cli {
namespace {

using ::testing::ElementsAre;

// A terminal that understands what is needed here; what scrolls off the top stays in `lines`.
struct PlayedTerminal {
    TerminalSize size{20, 5};
    std::vector<std::string> lines{""};
    std::size_t row = 0, column = 0;

    void write(std::string_view text) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '\r')
                column = 0;
            else if (text[at] == '\n')
                go_down();
            else if (text[at] == '\033')
                at = obey(text, at + 2);
            else
                put(text[at]);
        }
    }

  private:
    void go_down() {
        column = 0;
        if (++row == lines.size()) lines.emplace_back();
    }
    void put(char letter) {
        if (column == static_cast<std::size_t>(size.columns)) go_down();
        lines[row].resize(std::max(lines[row].size(), column + 1), ' ');
        lines[row][column++] = letter;
    }
    std::size_t obey(std::string_view text, std::size_t at) {
        const auto end = text.find_first_of("AJ", at);
        if (text[end] == 'J') {
            lines.resize(row + 1);
            lines[row].resize(column);
            return end;
        }
        const auto top = lines.size() - std::min<std::size_t>(lines.size(), 5);
        const auto up = static_cast<std::size_t>(*parse_int(text.substr(at, end - at)));
        row = row >= top + up ? row - up : top;
        return end;
    }
};

struct LiveLinesTest : ::testing::Test {
    LiveLines live;
    PlayedTerminal terminal;

    void draw(const std::vector<std::string>& lines) {
        terminal.write(live.draw(lines, terminal.size));
    }
    void say(const std::string& line) {
        terminal.write(live.erase());
        terminal.write(line + "\n");
    }
};

TEST_F(LiveLinesTest, stand_in_the_place_of_those_before) {
    say("said");
    draw({"web: 0 of 2", "  a PENDING", "  b PENDING"});
    draw({"web: 1 of 2", "  a RUNNING"});
    EXPECT_THAT(terminal.lines, ElementsAre("said", "web: 1 of 2", "  a RUNNING"));
    draw({"web: 2 of 2", "  a", "  b", "  c"});
    EXPECT_THAT(terminal.lines, ElementsAre("said", "web: 2 of 2", "  a", "  b", "  c"));
    draw({});
    EXPECT_THAT(terminal.lines, ElementsAre("said", ""));
}

TEST_F(LiveLinesTest, make_room_for_what_is_said) {
    draw({"one", "two", "three"});
    say("a fact");
    draw({"one", "two", "three"});
    EXPECT_THAT(terminal.lines, ElementsAre("a fact", "one", "two", "three"));
}

TEST_F(LiveLinesTest, are_cut_to_the_screen) {
    terminal.size = {8, 3};
    for (const auto* last : {"x", "y"}) draw({"a long line", "näher\nam Rand", "third", last});
    EXPECT_THAT(terminal.lines, ElementsAre("a long ", "näher "));
}

TEST_F(LiveLinesTest, say_nothing_where_nothing_was_drawn) {
    EXPECT_EQ(live.erase(), "");
    EXPECT_EQ(live.draw({}, terminal.size), "");
}

}  // namespace
}  // namespace ikada::cli
