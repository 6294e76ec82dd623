#include "client/settings.hpp"

#include <unistd.h>

#include <array>

#include "base/strings.hpp"
#include "os/files.hpp"

extern char** environ;

namespace ikada::client {
namespace {

constexpr std::string_view kContainerHost = "http://169.254.170.2";
constexpr std::string_view kEndpointPrefix = "AWS_ENDPOINT_URL";
// How a profile asks for keys that we cannot fetch.
constexpr std::array<std::string_view, 4> kUnspoken{"role_arn", "sso_session", "sso_start_url",
                                                    "web_identity_token_file"};

std::string look_up(const std::map<std::string, std::string>& in, const std::string& name) {
    const auto found = in.find(name);
    return found == in.end() ? "" : found->second;
}

std::string first_of(std::initializer_list<std::string> texts) {
    for (const auto& text : texts)
        if (!text.empty()) return text;
    return {};
}

// Reads settings of one profile from both files.
class Profile {
  public:
    explicit Profile(const Sources& sources)
        : sources_(sources),
          asked_(first_of({sources.flags.profile, environment("AWS_PROFILE"),
                           environment("AWS_DEFAULT_PROFILE")})),
          name_(asked_.empty() ? "default" : asked_) {}

    std::string environment(const std::string& name) const {
        return look_up(sources_.environment, name);
    }
    std::string setting(const std::string& name) const {
        return first_of({look_up(section(sources_.credentials, name_), name),
                         look_up(section(sources_.config, config_section()), name)});
    }
    bool is_missing() const {
        return !asked_.empty() && !sources_.credentials.contains(name_) &&
               !sources_.config.contains(config_section());
    }
    const std::string& name() const { return name_; }
    std::map<std::string, std::string> endpoint_urls() const;

  private:
    static std::map<std::string, std::string> section(const Ini& file, const std::string& name) {
        const auto found = file.find(name);
        return found == file.end() ? std::map<std::string, std::string>{} : found->second;
    }
    // In the config file all profiles but the default have a prefix.
    std::string config_section() const { return name_ == "default" ? name_ : "profile " + name_; }

    const Sources& sources_;
    std::string asked_, name_;
};

// The later entry wins: profile, its services section, environment, flag.
std::map<std::string, std::string> Profile::endpoint_urls() const {
    std::map<std::string, std::string> urls;
    constexpr std::string_view kSuffix = ".endpoint_url";
    if (const auto all = setting("endpoint_url"); !all.empty()) urls[""] = all;
    for (const auto& [name, url] : section(sources_.config, "services " + setting("services")))
        if (name.ends_with(kSuffix)) urls[name.substr(0, name.size() - kSuffix.size())] = url;
    if (environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true") urls.clear();
    for (const auto& [name, url] : sources_.environment) {
        if (!name.starts_with(kEndpointPrefix) || url.empty()) continue;
        const auto rest = name.substr(kEndpointPrefix.size());
        if (rest.empty()) urls[""] = url;
        if (rest.starts_with('_')) urls[to_lower(rest.substr(1))] = url;
    }
    if (!sources_.flags.endpoint_url.empty()) urls = {{"", sources_.flags.endpoint_url}};
    return urls;
}

std::optional<aws::Credentials> whole(aws::Credentials keys) {
    if (keys.access_key_id.empty() || keys.secret_access_key.empty()) return std::nullopt;
    return keys;
}

std::optional<EndpointSource> container_source(const Profile& from) {
    auto url = from.environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (const auto path = from.environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"); !path.empty())
        url = fmt::format("{}{}", kContainerHost, path);
    if (url.empty()) return std::nullopt;
    return EndpointSource{url, from.environment("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
                          from.environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")};
}

// Keys in the environment count unless a profile is asked for by a flag.
Result<CredentialSource> credentials_of(const Profile& from, bool profile_first) {
    const aws::Credentials in_environment{from.environment("AWS_ACCESS_KEY_ID"),
                                          from.environment("AWS_SECRET_ACCESS_KEY"),
                                          from.environment("AWS_SESSION_TOKEN")};
    if (in_environment.access_key_id.empty() != in_environment.secret_access_key.empty() &&
        !profile_first)
        return fail(kBadSettings,
                    "half a pair of keys: set both AWS_ACCESS_KEY_ID and "
                    "AWS_SECRET_ACCESS_KEY, or neither");
    if (const auto keys = whole(in_environment); keys && !profile_first)
        return CredentialSource{*keys};
    if (from.is_missing())
        return fail(kBadSettings, "no profile '{}' in the AWS credentials and config files",
                    from.name());
    if (const auto keys =
            whole({from.setting("aws_access_key_id"), from.setting("aws_secret_access_key"),
                   from.setting("aws_session_token")}))
        return CredentialSource{*keys};
    if (const auto command = from.setting("credential_process"); !command.empty())
        return CredentialSource{CommandSource{command}};
    for (const auto name : kUnspoken)
        if (!from.setting(std::string(name)).empty())
            return fail(kBadSettings,
                        "profile '{}' gets its keys by {}, which is not spoken here: export them "
                        "(`aws configure export-credentials --format env`)",
                        from.name(), name);
    if (const auto container = container_source(from)) return CredentialSource{*container};
    if (from.environment("AWS_EC2_METADATA_DISABLED") == "true")
        return fail(kBadSettings,
                    "no credentials: set AWS_ACCESS_KEY_ID and "
                    "AWS_SECRET_ACCESS_KEY, AWS_PROFILE or --profile");
    return CredentialSource{InstanceSource{}};
}

Environment environment_of_process() {
    Environment all;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals != text.npos) all.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return all;
}

Ini read_ini(const std::string& file) {
    const auto text = os::read_file(file);
    return text ? parse_ini(*text) : Ini{};
}

}  // namespace

std::string Settings::endpoint_url(std::string_view service) const {
    return first_of({look_up(endpoint_urls, std::string(service)), look_up(endpoint_urls, ""),
                     fmt::format("https://{}.{}.amazonaws.com", service, region)});
}

Result<Settings> resolve_settings(const Sources& sources) {
    const Profile profile(sources);
    auto credentials = credentials_of(profile, !sources.flags.profile.empty());
    if (!credentials) return credentials.error();
    Settings settings{
        .region = first_of({sources.flags.region, profile.environment("AWS_REGION"),
                            profile.environment("AWS_DEFAULT_REGION"), profile.setting("region")}),
        .ca_bundle = first_of({profile.environment("AWS_CA_BUNDLE"), profile.setting("ca_bundle")}),
        .credentials = *std::move(credentials),
        .endpoint_urls = profile.endpoint_urls()};
    if (settings.region.empty())
        return fail(kBadSettings, "no region: give --region or set AWS_REGION");
    return settings;
}

Sources read_sources(const Flags& flags) {
    Sources sources{flags, environment_of_process(), {}, {}};
    const auto file = [&](const std::string& variable, std::string_view name) {
        return first_of({look_up(sources.environment, variable),
                         fmt::format("{}/.aws/{}", look_up(sources.environment, "HOME"), name)});
    };
    sources.credentials = read_ini(file("AWS_SHARED_CREDENTIALS_FILE", "credentials"));
    sources.config = read_ini(file("AWS_CONFIG_FILE", "config"));
    return sources;
}

}  // namespace ikada::client
