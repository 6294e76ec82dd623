// Text to cluster query:
//   query  = and { ("or" | "||") and }        and  = factor { ("and" | "&&") factor }
//   factor = ("not" | "!") factor | "(" query ")" | subject operator [argument | "[" list "]"]

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ecs/cluster_query_ast.hpp"
#include "ecs/errors.hpp"

namespace ikada::ecs {
namespace {

using Operators = unsigned;
constexpr Operators bit(QueryOperator operation) { return 1U << static_cast<int>(operation); }
constexpr Operators kEquality = bit(QueryOperator::Equals) | bit(QueryOperator::NotEquals);
constexpr Operators kOrder = kEquality | bit(QueryOperator::Greater) |
                             bit(QueryOperator::GreaterEqual) | bit(QueryOperator::Less) |
                             bit(QueryOperator::LessEqual);
constexpr Operators kText = kEquality | bit(QueryOperator::In) | bit(QueryOperator::NotIn) |
                            bit(QueryOperator::Matches) | bit(QueryOperator::NotMatches);
constexpr Operators kAny =
    kOrder | kText | bit(QueryOperator::Exists) | bit(QueryOperator::NotExists);

// What each subject may be asked, as AWS documents it.
struct SubjectRule {
    std::string_view name;
    QuerySubject subject;
    Operators operators;
};
constexpr std::array kSubjects{
    SubjectRule{"agentConnected", QuerySubject::AgentConnected, kText},
    SubjectRule{"agentVersion", QuerySubject::AgentVersion, kOrder},
    SubjectRule{"ec2InstanceId", QuerySubject::Ec2InstanceId, kText},
    SubjectRule{"registeredAt", QuerySubject::RegisteredAt, kOrder},
    SubjectRule{"runningTasksCount", QuerySubject::RunningTasksCount, kOrder},
    SubjectRule{"task:group", QuerySubject::TaskGroup, kText},
};
constexpr SubjectRule kAttribute{"attribute:", QuerySubject::Attribute, kAny};

// Longer signs before those that begin them; words end where no letter follows.
struct OperatorName {
    std::string_view text;
    QueryOperator operation;
};
constexpr std::array kOperators{
    OperatorName{"==", QueryOperator::Equals},
    OperatorName{"!=", QueryOperator::NotEquals},
    OperatorName{">=", QueryOperator::GreaterEqual},
    OperatorName{"<=", QueryOperator::LessEqual},
    OperatorName{"=~", QueryOperator::Matches},
    OperatorName{"!~", QueryOperator::NotMatches},
    OperatorName{">", QueryOperator::Greater},
    OperatorName{"<", QueryOperator::Less},
    OperatorName{"!exists", QueryOperator::NotExists},
    OperatorName{"!in", QueryOperator::NotIn},
    OperatorName{"equals", QueryOperator::Equals},
    OperatorName{"not_equals", QueryOperator::NotEquals},
    OperatorName{"greater_than_equal", QueryOperator::GreaterEqual},
    OperatorName{"less_than_equal", QueryOperator::LessEqual},
    OperatorName{"greater_than", QueryOperator::Greater},
    OperatorName{"less_than", QueryOperator::Less},
    OperatorName{"matches", QueryOperator::Matches},
    OperatorName{"not_matches", QueryOperator::NotMatches},
    OperatorName{"exists", QueryOperator::Exists},
    OperatorName{"not_exists", QueryOperator::NotExists},
    OperatorName{"in", QueryOperator::In},
    OperatorName{"not_in", QueryOperator::NotIn},
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') ||
           std::string_view("_-./\\:").find(c) != std::string_view::npos;
}

// "2018-06-18T22:28:28+00:00", the same with Z or without a zone, "2018-06-18".
std::optional<TimePoint> parse_date(std::string_view text) {
    constexpr std::size_t kDate = 10, kDateTime = 19, kWithZone = 25;
    if (text.size() == kDate) return parse_iso8601(fmt::format("{}T00:00:00Z", text));
    if (text.size() == kDateTime) return parse_iso8601(fmt::format("{}Z", text));
    if (text.size() != kWithZone) return parse_iso8601(text);
    const auto local = parse_iso8601(fmt::format("{}Z", text.substr(0, kDateTime)));
    const auto hours = parse_int(text.substr(20, 2)), minutes = parse_int(text.substr(23, 2));
    const char sign = text[kDateTime];
    if (!local || !hours || !minutes || text[22] != ':' || (sign != '+' && sign != '-'))
        return std::nullopt;
    const Seconds offset{(*hours * 60 + *minutes) * 60};
    return sign == '+' ? *local - offset : *local + offset;
}

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}
    Result<QueryNode> parse();

  private:
    using Part = Result<QueryNode> (Parser::*)();
    Result<QueryNode> parse_or() {
        return parse_chain(&Parser::parse_and, QueryNode::Kind::Or, {"or", "||"});
    }
    Result<QueryNode> parse_and() {
        return parse_chain(&Parser::parse_factor, QueryNode::Kind::And, {"and", "&&"});
    }
    Result<QueryNode> parse_chain(Part part, QueryNode::Kind kind,
                                  std::array<std::string_view, 2> names);
    Result<QueryNode> parse_factor();
    Result<QueryNode> parse_inner(Part part);
    Result<QueryNode> parse_test();
    Result<SubjectRule> parse_subject(QueryTest& test);
    Status parse_operator(QueryTest& test, const SubjectRule& rule);
    Status parse_arguments(QueryTest& test);
    Status parse_list(QueryTest& test);
    Result<std::string> parse_argument(std::string_view ends);
    Status understand(QueryTest& test) const;

    bool take(std::string_view token);
    void skip_spaces() {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }
    bool at_end() {
        skip_spaces();
        return at_ == text_.size();
    }
    template <class... Args>
    Error wrong(fmt::format_string<Args...> format, Args&&... args) const {
        return fail(errors::kInvalidParameter, "Invalid expression '{}': {} (at character {}).",
                    text_, fmt::format(format, std::forward<Args>(args)...), at_ + 1);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

// Takes the token if it is next. A word must end there: "integer" does not begin with "in".
bool Parser::take(std::string_view token) {
    skip_spaces();
    const auto rest = text_.substr(at_);
    if (!rest.starts_with(token)) return false;
    const bool word = is_letter(token.back());
    if (word && rest.size() > token.size() && is_word(rest[token.size()])) return false;
    at_ += token.size();
    return true;
}

Result<QueryNode> Parser::parse() {
    if (at_end()) return wrong("it is empty");
    auto made = parse_or();
    if (made && !at_end()) return wrong("'and', 'or' or the end is expected");
    return made;
}

Result<QueryNode> Parser::parse_chain(Part part, QueryNode::Kind kind,
                                      std::array<std::string_view, 2> names) {
    auto made = (this->*part)();
    while (made && std::ranges::any_of(names, [&](auto name) { return take(name); })) {
        auto next = (this->*part)();
        if (!next) return next;
        QueryNode both;
        both.kind = kind;
        both.parts = {std::move(*made), std::move(*next)};
        made = std::move(both);
    }
    return made;
}

Result<QueryNode> Parser::parse_inner(Part part) {
    if (++depth_ > kExpressionDepthMax) return wrong("it is nested too deeply");
    auto made = (this->*part)();
    --depth_;
    return made;
}

Result<QueryNode> Parser::parse_factor() {
    if (take("not") || take("!")) {
        auto inner = parse_inner(&Parser::parse_factor);
        if (!inner) return inner;
        QueryNode made;
        made.kind = QueryNode::Kind::Not;
        made.parts = {std::move(*inner)};
        return made;
    }
    if (!take("(")) return parse_test();
    auto made = parse_inner(&Parser::parse_or);
    if (made && !take(")")) return wrong("')' is expected");
    return made;
}

Result<QueryNode> Parser::parse_test() {
    QueryNode made;
    const auto rule = parse_subject(made.test);
    if (!rule) return rule.error();
    if (auto done = parse_operator(made.test, *rule); !done) return done.error();
    if (auto done = parse_arguments(made.test); !done) return done.error();
    if (auto done = understand(made.test); !done) return done.error();
    return made;
}

Result<SubjectRule> Parser::parse_subject(QueryTest& test) {
    skip_spaces();
    auto end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const auto name = text_.substr(at_, end - at_);
    if (name.empty()) return wrong("a subject is expected");
    const auto* found = std::ranges::find(kSubjects, name, &SubjectRule::name);
    const bool attribute =
        name.starts_with(kAttribute.name) && name.size() > kAttribute.name.size();
    if (found == kSubjects.end() && !attribute) return wrong("unknown subject '{}'", name);
    const auto& rule = attribute ? kAttribute : *found;
    test.subject = rule.subject;
    if (attribute) test.attribute = name.substr(kAttribute.name.size());
    at_ = end;
    return rule;
}

Status Parser::parse_operator(QueryTest& test, const SubjectRule& rule) {
    for (const auto& [text, operation] : kOperators) {
        const auto begin = at_;
        if (!take(text)) continue;
        test.operation = operation;
        if (rule.operators & bit(operation)) return ok();
        at_ = begin;
        return wrong("operator '{}' is not valid for '{}'", text, rule.name);
    }
    return wrong("an operator is expected");
}

Status Parser::parse_arguments(QueryTest& test) {
    switch (test.operation) {
        case QueryOperator::Exists:
        case QueryOperator::NotExists:
            return ok();
        case QueryOperator::In:
        case QueryOperator::NotIn:
            return parse_list(test);
        case QueryOperator::Equals:
        case QueryOperator::NotEquals:
        case QueryOperator::Greater:
        case QueryOperator::GreaterEqual:
        case QueryOperator::Less:
        case QueryOperator::LessEqual:
        case QueryOperator::Matches:
        case QueryOperator::NotMatches:
            break;
    }
    auto argument = parse_argument("");
    if (!argument) return argument.error();
    test.arguments.push_back(std::move(*argument));
    return ok();
}

Status Parser::parse_list(QueryTest& test) {
    if (!take("[")) return wrong("a list as in [a, b] is expected");
    do {
        auto argument = parse_argument(",]");
        if (!argument) return argument.error();
        test.arguments.push_back(std::move(*argument));
    } while (take(","));
    if (!take("]")) return wrong("']' is expected");
    return ok();
}

// Up to a space, one of `ends`, or a parenthesis that the argument did not open; or in quotes.
Result<std::string> Parser::parse_argument(std::string_view ends) {
    skip_spaces();
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
        const auto close = text_.find(text_[at_], at_ + 1);
        if (close == std::string_view::npos) return wrong("a quote is not closed");
        const auto begin = std::exchange(at_, close + 1) + 1;
        return std::string(text_.substr(begin, close - begin));
    }
    const auto begin = at_;
    for (int open = 0; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        const auto rest = text_.substr(at_);
        if (is_space(c) || ends.find(c) != std::string_view::npos) break;
        if (rest.starts_with("&&") || (rest.starts_with("||") && open == 0)) break;
        if (c == ')' && open == 0) break;
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    if (at_ == begin) return wrong("an argument is expected");
    return std::string(text_.substr(begin, at_ - begin));
}

Status Parser::understand(QueryTest& test) const {
    if (test.operation == QueryOperator::Matches || test.operation == QueryOperator::NotMatches) {
        re2::RE2::Options options(re2::RE2::Quiet);
        options.set_max_mem(1 << 20);  // Choice: bounds the work of one match
        auto pattern = std::make_shared<re2::RE2>(test.arguments[0], options);
        if (!pattern->ok())
            return wrong("'{}' is no pattern: {}", test.arguments[0], pattern->error());
        test.pattern = std::move(pattern);
    }
    if (test.subject == QuerySubject::RegisteredAt) {
        const auto time = parse_date(test.arguments[0]);
        if (!time) return wrong("'{}' is no date", test.arguments[0]);
        test.time = *time;
    }
    if (test.subject == QuerySubject::RunningTasksCount) {
        const auto number = parse_int(test.arguments[0]);
        if (!number) return wrong("'{}' is no number", test.arguments[0]);
        test.number = *number;
    }
    return ok();
}

bool asks_for_tasks(const QueryNode& node) {
    if (node.kind == QueryNode::Kind::Test)
        return node.test.subject == QuerySubject::RunningTasksCount ||
               node.test.subject == QuerySubject::TaskGroup;
    return std::ranges::any_of(node.parts, asks_for_tasks);
}

std::optional<ClusterQuery::Pin> pin_of(const QueryNode& node) {
    if (node.kind == QueryNode::Kind::And) {
        auto left = pin_of(node.parts[0]), right = pin_of(node.parts[1]);
        if (!left || !right) return left ? left : right;
        return left->values.size() <= right->values.size() ? left : right;
    }
    const auto& test = node.test;
    const bool pins =
        test.operation == QueryOperator::Equals || test.operation == QueryOperator::In;
    if (node.kind != QueryNode::Kind::Test || !pins) return std::nullopt;
    if (test.subject == QuerySubject::Attribute)
        return ClusterQuery::Pin{test.attribute, test.arguments};
    if (test.subject == QuerySubject::Ec2InstanceId)
        return ClusterQuery::Pin{"ec2InstanceId", test.arguments};
    return std::nullopt;
}

}  // namespace

Result<ClusterQuery> parse_cluster_query(std::string_view text) {
    if (std::ssize(text) > kExpressionLengthMax)
        return fail(errors::kInvalidParameter, "An expression can have at most {} characters.",
                    kExpressionLengthMax);
    auto root = Parser(text).parse();
    if (!root) return root.error();
    auto parsed = std::make_shared<ClusterQuery::Parsed>();
    parsed->text = text;
    parsed->asks_for_tasks = asks_for_tasks(*root);
    parsed->pin = pin_of(*root);
    parsed->root = std::move(*root);
    ClusterQuery made;
    made.parsed_ = std::move(parsed);
    return made;
}

}  // namespace ikada::ecs
