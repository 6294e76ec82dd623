import os, shutil
os.chdir('/work/placement')
def sub(p, *pairs):
    s=open(p).read()
    for a,b in pairs:
        assert a in s, (p,a)
        s=s.replace(a,b,1)
    open(p,'w').write(s)
for f in ('metadata.hpp','metadata.cpp','metadata_server.hpp','metadata_server.cpp','metadata_test.cpp'):
    shutil.copy('/tmp/pl2/'+f,'src/agent/'+f)
shutil.copy('/tmp/pl2/test_metadata.py','tests/e2e/test_metadata.py')
sub('src/docker/types.hpp',('''    std::vector<PublishedPort> ports;
    bool operator==(const Container&) const = default;''','''    std::vector<PublishedPort> ports;
    std::vector<std::string> addresses;  // IPv4, one a network that it is in
    bool operator==(const Container&) const = default;'''))
sub('src/docker/types.cpp',('''        add_ports(key, hosts, container.ports);
    return container;''','''        add_ports(key, hosts, container.ports);
    for (const auto& [name, joined] : json::members(network, "Networks"))
        if (auto address = json::text(joined, "IPAddress"); !address.empty())
            container.addresses.push_back(std::move(address));
    return container;'''))
sub('src/docker/client.hpp',('''    Result<Container> inspect(const std::string& container);
''','''    Result<Container> inspect(const std::string& container);
    // What it uses, as Docker's JSON; takes 1 to 2 s, as Docker measures twice.
    Result<std::string> stats(const std::string& container);
'''))
sub('src/docker/client.cpp',('''Result<std::vector<ContainerRow>> Client::list(''','''Result<std::string> Client::stats(const std::string& container) {
    return call(
        {.target = fmt::format("/containers/{}/stats?stream=false", uri_encode(container))});
}

Result<std::vector<ContainerRow>> Client::list('''))
sub('src/agent/container_config.cpp',('''// Who the container is, for programs that want to know. Metadata endpoints are not served yet, so
// ECS's own variables for them are left out.
''','''// Who the container is, for programs that want to know.
'''),('''    all.try_emplace("AWS_EXECUTION_ENV", "AWS_ECS_EC2");
''','''    all.try_emplace("AWS_EXECUTION_ENV", "AWS_ECS_EC2");
    const auto id = metadata_id(options, task, &spec - task.containers.data());
    all["ECS_CONTAINER_METADATA_URI"] = metadata_uri(MetadataVersion::V3, id);
    all["ECS_CONTAINER_METADATA_URI_V4"] = metadata_uri(MetadataVersion::V4, id);
'''),('#include "agent/network_config.hpp"\n','#include "agent/metadata.hpp"\n#include "agent/network_config.hpp"\n'))
sub('src/agent/agent.cpp',('''          engine_(options, std::move(state)),
''','''          engine_(options, std::move(state)),
          metadata_(options, [this] { return engine_.snapshot(); }),
'''),('''    Engine engine_;
''','''    Engine engine_;
    MetadataServer metadata_;
'''),('#include "agent/link.hpp"\n','#include "agent/link.hpp"\n#include "agent/metadata_server.hpp"\n'))
sub('src/providers/local_network.cpp',('''void remove_network(const std::filesystem::path& owner) {
''','''namespace {

// Agents answer there, those of every installation on the machine: it goes with the last one.
void remove_metadata_address() {
    const auto left = docker({"network", "ls", "--quiet", "--filter",
                              fmt::format("label={}", kOwnerLabel)});
    if (left && left->exit_code == 0 && trim(left->text).empty())
        (void)ip({"address", "delete", "169.254.170.2/32", "dev", "lo"});
}

}  // namespace

void remove_network(const std::filesystem::path& owner) {
'''),('''        if (!id.empty()) (void)docker({"network", "rm", std::string(id)});
}''','''        if (!id.empty()) (void)docker({"network", "rm", std::string(id)});
    remove_metadata_address();
}'''))
sub('src/ecs/payload.cpp',('''        {"group", task.group}};''','''        {"group", task.group},     {"availabilityZone", task.availability_zone}};'''))
