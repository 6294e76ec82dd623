#include "deploy/release_file.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/shell_words.hpp"
#include "base/strings.hpp"

namespace ikada::deploy {
namespace {

using Environment = std::map<std::string, std::string>;
constexpr std::int64_t kTimeoutMax = 86'400;  // a day

Error at_line(const YAML::Node& node, std::string_view why) {
    return fail(kMalformed, "release file, line {}: {}", node.Mark().line + 1, why);
}

// Values with ${NAME} replaced.
Result<std::string> expand(const YAML::Node& node, const Environment& environment) {
    auto rest = std::string_view(node.Scalar());
    std::string text;
    while (true) {
        const auto begin = rest.find("${");
        text += rest.substr(0, begin);
        if (begin == rest.npos) return text;
        const auto end = rest.find('}', begin);
        if (end == rest.npos) return at_line(node, "a ${ without its }");
        const std::string name(rest.substr(begin + 2, end - begin - 2));
        const auto found = environment.find(name);
        if (found == environment.end())
            return at_line(node, fmt::format("${{{}}} is not set in the environment", name));
        text += found->second;
        rest.remove_prefix(end + 1);
    }
}

// One mapping of the file: members are taken by name, and what is left over is a mistake. The
// first error stays.
class Mapping {
  public:
    Mapping(YAML::Node node, const Environment& environment)
        : node_(std::move(node)), environment_(environment) {
        if (!node_.IsMap()) error_ = at_line(node_, "expected members, as in `name: web`");
    }

    std::string text(const char* name, bool required = false) {
        const auto value = take(name);
        if (!value) {
            if (required) note(at_line(node_, fmt::format("{} is missing", name)));
            return {};
        }
        if (!value.IsScalar()) {
            note(at_line(value, fmt::format("{} must be a text", name)));
            return {};
        }
        auto expanded = expand(value, environment_);
        if (!expanded) note(expanded.error());
        return expanded ? *expanded : "";
    }
    std::optional<std::int64_t> number(const char* name, std::int64_t max) {
        const auto value = text(name);
        if (value.empty()) return std::nullopt;
        const auto read = parse_int(value);
        if (read && *read >= 1 && *read <= max) return read;
        note(at_line(node_, fmt::format("{} must be a number from 1 to {}", name, max)));
        return std::nullopt;
    }
    void timeout(Seconds& into) {
        if (const auto read = number("timeout", kTimeoutMax)) into = Seconds{*read};
    }
    // Each item of a list, as a mapping.
    template <class Each>
    void list(const char* name, Each each) {
        const auto items = take(name);
        if (!items) return;
        if (!items.IsSequence())
            return note(at_line(items, fmt::format("{} must be a list", name)));
        for (const auto& item : items) {
            Mapping mapping(item, environment_);
            each(mapping);
            if (auto done = mapping.end(); !done) note(done.error());
        }
    }
    template <class Read>
    void mapping(const char* name, Read read) {
        const auto member = take(name);
        if (!member) return;
        Mapping inner(member, environment_);
        read(inner);
        if (auto done = inner.end(); !done) note(done.error());
    }
    void note(Error error) {
        if (!error_) error_ = std::move(error);
    }
    Status end() {
        if (error_) return *error_;
        for (const auto& member : node_)
            if (const auto name = member.first.Scalar();
                std::ranges::find(taken_, name) == taken_.end())
                return at_line(member.first, fmt::format("unknown member '{}'", name));
        return ok();
    }

  private:
    YAML::Node take(const char* name) {
        if (error_) return YAML::Node(YAML::NodeType::Undefined);
        taken_.emplace_back(name);
        const YAML::Node& node = node_;  // reading a member must not make it
        return node[name];
    }

    YAML::Node node_;
    const Environment& environment_;
    std::vector<std::string> taken_;
    std::optional<Error> error_;
};

ReleaseMigration read_migration(Mapping& from) {
    ReleaseMigration migration{.task_definition = from.text("task-definition", true),
                               .container = from.text("container")};
    auto words = split_shell_words(from.text("command"));
    if (!words) from.note(words.error());
    if (words) migration.command = *std::move(words);
    from.timeout(migration.timeout);
    return migration;
}

ReleaseService read_service_part(Mapping& from) {
    ReleaseService service{.name = from.text("name", true),
                           .container = from.text("container"),
                           .task_definition = from.text("task-definition")};
    from.timeout(service.timeout);
    return service;
}

ReleaseSchedule read_schedule(Mapping& from) {
    return {.rule = from.text("name", true),
            .container = from.text("container"),
            .task_definition = from.text("task-definition"),
            .count = from.number("count", 10)};
}

// yaml-cpp tells of bad input by exceptions; none leaves this file.
Result<YAML::Node> parse(std::string_view yaml) {
    try {
        return YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
        return fail(kMalformed, "release file: {}", error.what());
    }
}

}  // namespace

Result<Release> read_release(std::string_view yaml, const Environment& environment) {
    const auto document = parse(yaml);
    if (!document) return document.error();
    Mapping file(*document, environment);
    Release release{.cluster = file.text("cluster"), .image = file.text("image")};
    file.mapping("migration", [&](Mapping& from) { release.migration = read_migration(from); });
    file.list("services",
              [&](Mapping& from) { release.services.push_back(read_service_part(from)); });
    file.list("scheduled-tasks",
              [&](Mapping& from) { release.scheduled_tasks.push_back(read_schedule(from)); });
    if (auto done = file.end(); !done) return done.error();
    return release;
}

}  // namespace ikada::deploy
