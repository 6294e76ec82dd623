// `ikada exec`: a command in a running container, as if it ran here.

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "base/shell_words.hpp"
#include "base/strings.hpp"
#include "cli/api_access.hpp"
#include "cli/command.hpp"
#include "cli/deploy_command.hpp"
#include "cli/terminal.hpp"
#include "client/stream_dialer.hpp"
#include "os/fd.hpp"

namespace ikada::cli {
namespace {

constexpr int kLookEveryMillis = 250;  // at the window's size, and for Ctrl-C
constexpr std::size_t kInputPiece = 16 * 1024;

struct ExecFlags {
    ApiFlags api;
    std::string cluster, task, container;
    std::vector<std::string> command;
    bool input = false, terminal = false;
};

std::string window_size() { return write_terminal(terminal_size(STDIN_FILENO)); }

// Keys go to the command as they are, Ctrl-C too; as it was, afterwards.
class RawTerminal {
  public:
    RawTerminal() {
        is_raw_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
        if (!is_raw_) return;
        auto raw = before_;
        ::cfmakeraw(&raw);
        ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    }
    ~RawTerminal() {
        if (is_raw_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    }
    RawTerminal(const RawTerminal&) = delete;

  private:
    termios before_{};
    bool is_raw_ = false;
};

class Session {
  public:
    Session(const ExecFlags& flags, net::FrameStream& stream)
        : flags_(flags), stream_(stream), reads_input_(flags.input) {}
    // The command's exit code. Errors: the agent's, the stream's.
    Result<int> run(client::Pace& pace);

  private:
    void wait();
    void forward_input();
    void tell_window();
    Result<std::optional<int>> hear();  // the exit code, once it is told

    const ExecFlags& flags_;
    net::FrameStream& stream_;
    bool reads_input_;
    std::string window_;
};

Result<int> Session::run(client::Pace& pace) {
    if (!flags_.terminal) stream_.send({FrameKind::Terminal, ""});
    if (!flags_.input) stream_.send({FrameKind::InputEnd});
    while (true) {
        tell_window();
        const auto code = hear();
        if (!code) return code.error();
        if (*code) return **code;
        if (const auto ended = stream_.ended())
            return fail(kIoError, "the connection ended: {} {}", ended->code, ended->text);
        wait();
        if (!pace.wait(Millis{0})) return fail(deploy::kInterrupted, "interrupted");
    }
}

void Session::tell_window() {
    if (!flags_.terminal) return;
    auto now = window_size();
    if (now == window_) return;
    window_ = std::move(now);
    stream_.send({FrameKind::Terminal, window_});
}

void Session::wait() {
    const bool wants_input = reads_input_ && stream_.has_room();
    std::array<pollfd, 2> fds{pollfd{stream_.news_fd(), POLLIN, 0},
                              pollfd{wants_input ? STDIN_FILENO : -1, POLLIN, 0}};
    ::poll(fds.data(), fds.size(), kLookEveryMillis);
    if (fds[1].revents != 0) forward_input();
}

void Session::forward_input() {
    std::string piece(kInputPiece, '\0');
    const auto count = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (count > 0) {
        piece.resize(static_cast<std::size_t>(count));
        return stream_.send({FrameKind::Input, std::move(piece)});
    }
    reads_input_ = false;
    stream_.send({FrameKind::InputEnd});
}

Result<std::optional<int>> Session::hear() {
    std::optional<int> code;
    for (const auto& frame : stream_.take()) {
        if (frame.kind == FrameKind::Output) (void)os::write_all(STDOUT_FILENO, frame.bytes);
        if (frame.kind == FrameKind::Error) (void)os::write_all(STDERR_FILENO, frame.bytes);
        if (frame.kind == FrameKind::Failure) return fail(kIoError, "{}", frame.bytes);
        if (frame.kind == FrameKind::Exit)
            code = static_cast<int>(parse_int(frame.bytes).value_or(kExitCannotRun));
    }
    return code;
}

Result<int> execute(const ExecFlags& flags, const client::Settings& settings) {
    MachinePace pace;
    client::ApiClient api(settings, pace);
    json::object request{{"cluster", flags.cluster},
                         {"task", flags.task},
                         {"interactive", true},  // AWS knows no other
                         {"command", join_shell_words(flags.command)}};
    if (!flags.container.empty()) request["container"] = flags.container;
    const auto answer = api.call(deploy::kEcs, "ExecuteCommand", request);
    if (!answer) return answer.error();
    const json::value session = json::members(*answer, "session");
    client::StreamDialer dialer(settings);
    const auto stream =
        dialer.dial(json::text(session, "streamUrl"), json::text(session, "tokenValue"));
    if (!stream) return stream.error();
    std::optional<RawTerminal> raw;
    if (flags.terminal) raw.emplace();
    return Session(flags, **stream).run(pace);
}

int run_exec(const ExecFlags& flags) {
    if (flags.terminal && ::isatty(STDIN_FILENO) != 1) {
        complain(fail(client::kBadSettings, "-t needs a terminal as standard input"));
        return kExitUsage;
    }
    const auto settings = settings_of(flags.api);
    const auto code = settings ? execute(flags, *settings) : Result<int>(settings.error());
    if (code) return *code;
    complain(code.error());
    return code.error().is(deploy::kInterrupted) ? kExitInterrupted : kExitCannotRun;
}

}  // namespace

std::function<int()> add_exec(CLI::App& program) {
    auto* command = program.add_subcommand(
        "exec",
        "run a command in a container of a task that was run with execute command enabled; ends "
        "with its exit code (125: could not run)");
    auto flags = std::make_shared<ExecFlags>();
    add_api_options(*command, flags->api);
    command->add_option("-c,--cluster", flags->cluster, "where the task is")->required();
    command->add_option("--task", flags->task, "the task's id or ARN")->required();
    command->add_option("--container", flags->container, "where there are several");
    command->add_flag("-i,--interactive", flags->input, "pass standard input on");
    command->add_flag("-t,--tty", flags->terminal, "with this terminal");
    command->add_option("command", flags->command, "after --: the command and its arguments")
        ->required();
    return [flags] { return run_exec(*flags); };
}

}  // namespace ikada::cli
