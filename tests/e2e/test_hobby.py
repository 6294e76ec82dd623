"""The hobby stack: two hosts behind one load balancer, made and removed by AWS CLI calls."""
import ikada
from load import get

HOSTS = {"blog.example.com": "blog", "feed.example.com": "feed"}


def both_hosts_answer():
    return all(get(host)[0] == 200 for host in HOSTS)


def stack_of(ecs):
    services = ecs.describe_services(cluster=ikada.CLUSTER, services=["blog", "feed"])["services"]
    return {one["serviceName"]: one["runningCount"] for one in services
            if one["status"] == "ACTIVE"}


def test_the_stack_answers_by_host_name_and_goes_without_a_trace(installation, cli, clients):
    ecs, elbv2, events = clients.ecs, clients.elbv2, clients.events
    assert "curl -H 'Host: blog.example.com'" in cli.script("stack.sh")
    ikada.until("both hosts answer", both_hosts_answer)
    assert stack_of(ecs) == {"blog": 2, "feed": 2}
    for host, name in HOSTS.items():
        assert get(host)[1].startswith(f"{name} version 1, task ")
    assert get("other.example.com") == (404, "no such host")
    assert get("blog.example.com", "/nothing")[0] == 404
    assert events.describe_rule(Name="blog-nightly")["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert installation.command("cron", "run", "blog-nightly").returncode == 0
    ikada.until("the nightly task has written", lambda: "all posts are counted" in
                installation.command("cron", "logs", "blog-nightly").stdout)

    def containers():
        return [one for name in HOSTS.values() for one in installation.containers(family=name)]
    before = containers()
    cli.script("stack.sh")
    assert containers() == before, "made again what was there"

    cli.script("down.sh")
    assert stack_of(ecs) == {}
    assert "hobby" not in [one["LoadBalancerName"] for one in
                           elbv2.describe_load_balancers()["LoadBalancers"]]
    assert not {"blog", "feed"} & {one["TargetGroupName"] for one in
                                   elbv2.describe_target_groups()["TargetGroups"]}
    assert ecs.list_task_definitions(familyPrefix="blog")["taskDefinitionArns"] == []
    assert events.list_rules(NamePrefix="blog-nightly")["Rules"] == []
    ikada.until("its containers end", lambda: not set(containers()) & set(before))
    ikada.until("its listener closes", lambda: get("blog.example.com")[0] is None)
