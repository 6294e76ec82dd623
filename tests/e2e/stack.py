"""What tests build in the cluster: task definitions, tasks, services, routes to them."""
from aws import wait
from ikada import CLUSTER, until
from load import get

IMAGE = "ikada/sample:1"
LISTENER_PORT = 8081


def container(**members):
    return {"name": "app", "image": IMAGE, "cpu": 16, "memory": 32, "essential": True} | members


PUBLISHED = {"portMappings": [{"containerPort": 8080, "hostPort": 0}]}


class Tasks:
    """Tasks of one container, named "app"."""

    def __init__(self, ecs):
        self.ecs = ecs

    def define(self, family, **members):
        made = self.ecs.register_task_definition(
            family=family, networkMode="bridge", containerDefinitions=[container(**members)])
        return made["taskDefinition"]["taskDefinitionArn"]

    def start(self, definition, count=1, **override):
        """Runs tasks that must all be placed; their ARNs."""
        overrides = {"containerOverrides": [{"name": "app", **override}]} if override else {}
        ran = self.ecs.run_task(cluster=CLUSTER, taskDefinition=definition, count=count,
                                overrides=overrides)
        assert ran["failures"] == [] and len(ran["tasks"]) == count, ran
        return [task["taskArn"] for task in ran["tasks"]]

    def describe(self, arn):
        return self.ecs.describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"][0]

    def running(self, arn):
        wait(self.ecs, "tasks_running", cluster=CLUSTER, tasks=[arn])
        return self.describe(arn)

    def stopped(self, arn):
        wait(self.ecs, "tasks_stopped", cluster=CLUSTER, tasks=[arn])
        return self.describe(arn)

    def stop(self, *arns):
        for arn in arns:
            self.ecs.stop_task(cluster=CLUSTER, task=arn, reason="the test is over")
        if arns:
            wait(self.ecs, "tasks_stopped", cluster=CLUSTER, tasks=list(arns))


def address_of(task):
    """(address, host port) of a task's one published port."""
    binding, = task["containers"][0]["networkBindings"]
    return binding["bindIP"], binding["hostPort"]


class Service:
    """A service of the cluster, by name."""

    def __init__(self, ecs, name):
        self.ecs, self.name = ecs, name

    def create(self, definition, count, **members):
        self.ecs.create_service(cluster=CLUSTER, serviceName=self.name, taskDefinition=definition,
                                desiredCount=count, launchType="EC2", **members)
        return self

    def update(self, **members):
        self.ecs.update_service(cluster=CLUSTER, service=self.name, **members)

    def describe(self):
        found = self.ecs.describe_services(cluster=CLUSTER, services=[self.name])["services"]
        return found[0] if found else None

    def events(self):
        return [event["message"] for event in self.describe()["events"]]

    def wait_stable(self):
        wait(self.ecs, "services_stable", cluster=CLUSTER, services=[self.name])

    def task_arns(self, status="RUNNING"):
        """Those that should run, or those that have stopped."""
        return sorted(self.ecs.list_tasks(cluster=CLUSTER, serviceName=self.name,
                                          desiredStatus=status)["taskArns"])

    def tasks(self):
        arns = self.task_arns()
        return self.ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"] if arns else []

    def containers(self):
        """Docker ids of its tasks' containers, as far as they have been made."""
        return sorted(task["containers"][0]["runtimeId"] for task in self.tasks()
                      if "runtimeId" in task["containers"][0])

    def delete(self):
        there = self.describe()
        if there and there["status"] == "ACTIVE":
            self.ecs.delete_service(cluster=CLUSTER, service=self.name, force=True)
        until(f"{self.name} is INACTIVE",
              lambda: not (now := self.describe()) or now["status"] == "INACTIVE")


class Balancer:
    """A load balancer whose listener answers 404 where no rule matches."""

    def __init__(self, clients, port=LISTENER_PORT):
        self.elbv2, self.port = clients.elbv2, port
        ec2 = clients.ec2
        subnets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])
        self.vpc = subnets["Subnets"][0]["VpcId"]
        made = self.elbv2.create_load_balancer(
            Name="e2e", Subnets=[subnet["SubnetId"] for subnet in subnets["Subnets"]])
        self.arn = made["LoadBalancers"][0]["LoadBalancerArn"]
        not_found = {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "nobody"}
        listener = self.elbv2.create_listener(
            LoadBalancerArn=self.arn, Protocol="HTTP", Port=port,
            DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": not_found}])
        self.listener = listener["Listeners"][0]["ListenerArn"]
        self._priority = 0

    def route(self, name):
        """A target group that serves NAME.test; the ARNs of both group and rule."""
        group = self.elbv2.create_target_group(
            Name=name, Protocol="HTTP", Port=80, VpcId=self.vpc, HealthCheckPath="/healthz",
            HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2, HealthyThresholdCount=2)
        group = group["TargetGroups"][0]["TargetGroupArn"]
        self.elbv2.modify_target_group_attributes(
            TargetGroupArn=group,
            Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "5"}])
        self._priority += 1
        rule = self.elbv2.create_rule(
            ListenerArn=self.listener, Priority=self._priority,
            Conditions=[{"Field": "host-header", "HostHeaderConfig": {"Values": [f"{name}.test"]}}],
            Actions=[{"Type": "forward", "TargetGroupArn": group}])
        return group, rule["Rules"][0]["RuleArn"]

    def forget(self, group, rule):
        self.elbv2.delete_rule(RuleArn=rule)
        self.elbv2.delete_target_group(TargetGroupArn=group)

    def delete(self):
        self.elbv2.delete_load_balancer(LoadBalancerArn=self.arn)


class WebService(Service):
    """A service behind the balancer, served at NAME.test."""

    def __init__(self, ecs, balancer, name):
        super().__init__(ecs, name)
        self.host, self._balancer = f"{name}.test", balancer
        self.group, self._rule = balancer.route(name)

    def define(self, version, image=None):
        return Tasks(self.ecs).define(self.name, image=image or f"ikada/sample:{version}",
                                      environment=[{"name": "SERVICE", "value": self.name}],
                                      **PUBLISHED)

    def begin(self, count=2, **members):
        targets = {"targetGroupArn": self.group, "containerName": "app", "containerPort": 8080}
        return self.create(self.define(1), count, loadBalancers=[targets],
                           healthCheckGracePeriodSeconds=30, **members)

    def get(self):
        return get(self.host, port=self._balancer.port)

    def healthy_targets(self):
        """How many targets there are, if all of them are healthy; else 0."""
        health = self._balancer.elbv2.describe_target_health(TargetGroupArn=self.group)
        states = [one["TargetHealth"]["State"] for one in health["TargetHealthDescriptions"]]
        return len(states) if set(states) == {"healthy"} else 0

    def wait_serving(self, count, deadline=60):
        """Until so many tasks run, are stable, and answer through the balancer."""
        self.wait_stable()
        until(f"{count} healthy targets of {self.name}",
              lambda: self.healthy_targets() == count, deadline)
        until(f"an answer from {self.host}", lambda: self.get()[0] == 200, deadline)

    def delete(self):
        super().delete()
        self._balancer.forget(self.group, self._rule)
