// Every operation of ECS, Elastic Load Balancing v2 and STS that ikada has, once or more through
// the JavaScript SDK v3, each with its main errors. Needs a server and no instances. Prints a JSON
// list of the calls, each as {service, operation, wanted, got, status, fault}; `wanted` is the
// name of the error that must come, or null. tests/e2e/test_javascript.py judges them.
import * as ecsModule from "@aws-sdk/client-ecs";
import * as elbModule from "@aws-sdk/client-elastic-load-balancing-v2";
import * as stsModule from "@aws-sdk/client-sts";

const settings = { endpoint: process.env.AWS_ENDPOINT_URL, maxAttempts: 1 };
const patience = Number(process.env.IKADA_E2E_PATIENCE ?? 1);
const waiting = { maxWaitTime: 120 * patience, minDelay: 1, maxDelay: 1 };
const calls = [];

// Each service: service.Operation(input) must succeed, service.refused.Operation(name, input) fail.
function speak(service, module, client) {
  const call = async (operation, wanted, input) => {
    const seen = { service, operation, wanted, got: null };
    calls.push(seen);
    try {
      const answer = await client.send(new module[`${operation}Command`](input));
      seen.status = answer.$metadata.httpStatusCode;
      return answer;
    } catch (error) {
      seen.got = error.name;
      seen.status = error.$metadata?.httpStatusCode;
      seen.fault = error.$fault;
      seen.message = error.message;
      return {};
    }
  };
  const members = (make) => new Proxy({}, { get: (_, name) => make(name) });
  const refused = members((operation) => (name, input) => call(operation, name, input));
  return members((name) =>
    name === "refused" ? refused : (input = {}) => call(name, null, input));
}

const ecsClient = new ecsModule.ECSClient(settings);
const elbClient = new elbModule.ElasticLoadBalancingV2Client(settings);
const ecs = speak("ecs", ecsModule, ecsClient);
const elb = speak("elbv2", elbModule, elbClient);
const sts = speak("sts", stsModule, new stsModule.STSClient(settings));

// A paginator must find all `count` items of a list, one a page; a waiter must come to its end.
async function pages(service, operation, module, client, [key, count, input]) {
  const sizes = [];
  for await (const page of module[`paginate${operation}`]({ client, pageSize: 1 }, input))
    sizes.push(page[key]?.length ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const isWhole = total === count && sizes.every((size) => size <= 1);
  calls.push({ service, operation: `paginate${operation}`, wanted: null, status: 200,
    got: isWhole ? null : `pages of ${sizes}, not ${count} in all` });
}
const ecsPages = (operation, ...of) => pages("ecs", operation, ecsModule, ecsClient, of);
const elbPages = (operation, ...of) => pages("elbv2", operation, elbModule, elbClient, of);

async function waited(service, waiter, client, module, input) {
  const seen = { service, operation: `waitUntil${waiter}`, wanted: null, got: null, status: 200 };
  calls.push(seen);
  try {
    await module[`waitUntil${waiter}`]({ client, ...waiting }, input);
  } catch (error) {
    seen.got = `${error.name}: ${error.message}`;
  }
}
const ecsWaited = (waiter, input) => waited("ecs", waiter, ecsClient, ecsModule, input);
const elbWaited = (waiter, input) => waited("elbv2", waiter, elbClient, elbModule, input);

const cluster = "js", nowhere = "nowhere";
const arn = (rest) => `arn:aws:ecs:us-east-1:000000000000:${rest}`;
const elbArn = (rest) => `arn:aws:elasticloadbalancing:us-east-1:000000000000:${rest}`;
const noTask = arn(`task/${cluster}/${"0".repeat(32)}`);
const containers = [{ name: "app", image: "ikada/sample:1", memory: 32 }];

async function clusters() {
  const disabled = [{ name: "containerInsights", value: "disabled" }];
  const wrong = [{ name: "containerInsights", value: "perhaps" }];
  await ecs.CreateCluster({ clusterName: cluster, tags: [{ key: "team", value: "a" }] });
  await ecs.CreateCluster({ clusterName: "js-2" });
  await ecs.refused.CreateCluster("InvalidParameterException", { clusterName: "bad name" });
  await ecs.DescribeClusters({ clusters: [cluster], include: ["TAGS", "SETTINGS"] });
  await ecs.refused.DescribeClusters("InvalidParameterException",
    { clusters: Array(101).fill("a") });
  const { clusterArns = [] } = await ecs.ListClusters();
  await ecs.refused.ListClusters("InvalidParameterException", { maxResults: 101 });
  await ecsPages("ListClusters", "clusterArns", clusterArns.length, {});
  for (const operation of ["UpdateCluster", "UpdateClusterSettings"]) {
    await ecs[operation]({ cluster, settings: disabled });
    await ecs.refused[operation]("InvalidParameterException", { cluster, settings: wrong });
    await ecs.refused[operation]("ClusterNotFoundException",
      { cluster: nowhere, settings: disabled });
  }
  await ecs.DeleteCluster({ cluster: "js-2" });
  await ecs.refused.DeleteCluster("ClusterNotFoundException", { cluster: nowhere });
}

async function definitions() {
  const family = "js-operations";
  const made = [];
  for (let n = 0; n < 2; n += 1)
    made.push(await ecs.RegisterTaskDefinition({ family, containerDefinitions: containers }));
  const [first, second] = made.map((one) => one.taskDefinition.taskDefinitionArn);
  await ecs.refused.RegisterTaskDefinition("ClientException",
    { family: "bad/name", containerDefinitions: containers });
  await ecs.DescribeTaskDefinition({ taskDefinition: first });
  await ecs.refused.DescribeTaskDefinition("ClientException", { taskDefinition: "nobody:1" });
  const { taskDefinitionArns: all = [] } = await ecs.ListTaskDefinitions({ familyPrefix: family });
  await ecs.refused.ListTaskDefinitions("InvalidParameterException", { maxResults: 101 });
  await ecsPages("ListTaskDefinitions", "taskDefinitionArns", all.length, { familyPrefix: family });
  await ecs.ListTaskDefinitionFamilies({ familyPrefix: family });
  await ecs.refused.ListTaskDefinitionFamilies("InvalidParameterException", { maxResults: 101 });
  await ecsPages("ListTaskDefinitionFamilies", "families", 1, { familyPrefix: family });
  await ecs.DeregisterTaskDefinition({ taskDefinition: first });
  await ecs.refused.DeregisterTaskDefinition("ClientException", { taskDefinition: "nobody:1" });
  await ecs.DeleteTaskDefinitions({ taskDefinitions: [first] });
  await ecs.refused.DeleteTaskDefinitions("InvalidParameterException", { taskDefinitions: [] });
  return second;
}

async function services(taskDefinition) {
  const of = { cluster, service: "idle" };
  const create = { cluster, serviceName: "idle", taskDefinition, desiredCount: 0 };
  await ecs.CreateService(create);
  await ecs.refused.CreateService("InvalidParameterException", create);
  await ecs.refused.CreateService("ClusterNotFoundException", { ...create, cluster: nowhere });
  await ecsWaited("ServicesStable", { cluster, services: ["idle"] });
  await ecs.DescribeServices({ cluster, services: ["idle"] });
  await ecs.refused.DescribeServices("ClusterNotFoundException",
    { cluster: nowhere, services: ["idle"] });
  await ecs.ListServices({ cluster });
  await ecs.refused.ListServices("ClusterNotFoundException", { cluster: nowhere });
  await ecsPages("ListServices", "serviceArns", 1, { cluster });
  await ecs.UpdateService({ ...of, deploymentConfiguration: { minimumHealthyPercent: 50 } });
  await ecs.refused.DeleteCluster("ClusterContainsServicesException", { cluster });
  await ecs.DeleteService(of);
  await ecsWaited("ServicesInactive", { cluster, services: ["idle"] });
  await ecs.refused.UpdateService("ServiceNotActiveException", { ...of, desiredCount: 1 });
  for (const operation of ["UpdateService", "DeleteService"]) {
    await ecs.refused[operation]("ServiceNotFoundException", { cluster, service: "nobody" });
    await ecs.refused[operation]("ClusterNotFoundException", { ...of, cluster: nowhere });
  }
}

async function taskSets(taskDefinition) {
  const of = { cluster, service: "external" };
  const absent = { ...of, taskSet: "ecs-svc/0000000000000000000" };
  await ecs.CreateService({ cluster, serviceName: "external", desiredCount: 0,
    deploymentController: { type: "EXTERNAL" } });
  const { taskSet: made } = await ecs.CreateTaskSet({ ...of, taskDefinition });
  const it = { ...of, taskSet: made?.id };
  const half = { value: 50, unit: "PERCENT" };
  await ecs.DescribeTaskSets({ ...of, taskSets: [made?.id] });
  await ecs.UpdateTaskSet({ ...it, scale: half });
  await ecs.UpdateServicePrimaryTaskSet({ ...of, primaryTaskSet: made?.id });
  await ecs.refused.UpdateTaskSet("TaskSetNotFoundException", { ...absent, scale: half });
  await ecs.refused.UpdateServicePrimaryTaskSet("TaskSetNotFoundException",
    { ...of, primaryTaskSet: absent.taskSet });
  await ecs.refused.DeleteTaskSet("TaskSetNotFoundException", absent);
  const elsewhere = { cluster, service: "nobody" };
  await ecs.refused.CreateTaskSet("ServiceNotFoundException", { ...elsewhere, taskDefinition });
  await ecs.refused.DescribeTaskSets("ServiceNotFoundException", elsewhere);
  await ecs.DeleteTaskSet({ ...it, force: true });
  await ecs.DeleteService({ ...of, force: true });
}

async function instances() {
  const noInstance = arn(`container-instance/${cluster}/${"0".repeat(32)}`);
  const registered = await ecs.RegisterContainerInstance({ cluster,
    instanceIdentityDocument: JSON.stringify({ instanceId: "i-0ec5a910000000001" }),
    totalResources: [{ name: "CPU", type: "INTEGER", integerValue: 1024 },
                     { name: "MEMORY", type: "INTEGER", integerValue: 512 }] });
  const containerInstance = registered.containerInstance?.containerInstanceArn;
  const attribute = { name: "rack", value: "7", targetId: containerInstance };
  await ecs.refused.RegisterContainerInstance("ClusterNotFoundException", { cluster: nowhere });
  await ecs.DescribeContainerInstances({ cluster, containerInstances: [containerInstance] });
  await ecs.refused.DescribeContainerInstances("InvalidParameterException",
    { cluster, containerInstances: [] });
  await ecs.ListContainerInstances({ cluster });
  await ecs.refused.ListContainerInstances("InvalidParameterException",
    { cluster, filter: "attribute:" });
  await ecsPages("ListContainerInstances", "containerInstanceArns", 1, { cluster });
  await ecs.UpdateContainerInstancesState(
    { cluster, containerInstances: [containerInstance], status: "DRAINING" });
  await ecs.refused.UpdateContainerInstancesState("InvalidParameterException",
    { cluster, containerInstances: [containerInstance], status: "INACTIVE" });
  await ecs.PutAttributes({ cluster, attributes: [attribute] });
  await ecs.refused.PutAttributes("TargetNotFoundException",
    { cluster, attributes: [{ ...attribute, targetId: noInstance }] });
  const rack = { cluster, targetType: "container-instance", attributeName: "rack" };
  await ecs.ListAttributes(rack);
  await ecs.refused.ListAttributes("ClusterNotFoundException", { ...rack, cluster: nowhere });
  await ecsPages("ListAttributes", "attributes", 1, rack);
  await ecs.DeleteAttributes({ cluster, attributes: [attribute] });
  await ecs.refused.DeleteAttributes("TargetNotFoundException",
    { cluster, attributes: [{ ...attribute, targetId: noInstance }] });
  await ecs.refused.UpdateContainerAgent("MissingVersionException", { cluster, containerInstance });
  await ecs.refused.DeleteCluster("ClusterContainsContainerInstancesException", { cluster });
  return containerInstance;
}

async function tasks(taskDefinition, containerInstance) {
  const run = { cluster, taskDefinition };
  await ecs.RunTask(run);  // nowhere to place it: a failure, no error
  await ecs.refused.RunTask("ClusterNotFoundException", { ...run, cluster: nowhere });
  await ecs.refused.RunTask("InvalidParameterException", { ...run, count: 11 });
  await ecs.StartTask({ ...run, containerInstances: [containerInstance] });
  await ecs.refused.StartTask("InvalidParameterException", { ...run, containerInstances: [] });
  await ecs.DescribeTasks({ cluster, tasks: [noTask] });
  await ecs.refused.DescribeTasks("InvalidParameterException", { cluster, tasks: [] });
  await ecs.ListTasks({ cluster });
  await ecs.refused.ListTasks("ServiceNotFoundException", { cluster, serviceName: "nobody" });
  await ecsPages("ListTasks", "taskArns", 0, { cluster });
  await ecs.refused.StopTask("InvalidParameterException", { cluster, task: noTask });
  await ecs.refused.StopTask("ClusterNotFoundException", { cluster: nowhere, task: noTask });
  const execute = { cluster, task: noTask, command: "ls", interactive: true };
  await ecs.refused.ExecuteCommand("InvalidParameterException", execute);
  await ecs.refused.ExecuteCommand("ClusterNotFoundException", { ...execute, cluster: nowhere });
  await ecs.GetTaskProtection({ cluster, tasks: [noTask] });
  await ecs.refused.GetTaskProtection("ClusterNotFoundException",
    { cluster: nowhere, tasks: [noTask] });
  const protect = { cluster, tasks: [noTask], protectionEnabled: true };
  await ecs.UpdateTaskProtection(protect);
  await ecs.refused.UpdateTaskProtection("InvalidParameterException",
    { ...protect, expiresInMinutes: 0 });
}

async function agents(containerInstance) {
  await ecs.DiscoverPollEndpoint({ cluster, containerInstance });
  await ecs.SubmitTaskStateChange({ cluster, task: noTask, status: "RUNNING" });
  await ecs.SubmitContainerStateChange(
    { cluster, task: noTask, containerName: "app", status: "RUNNING" });
  await ecs.SubmitAttachmentStateChanges({ cluster,
    attachments: [{ attachmentArn: arn("attachment/none"), status: "ATTACHED" }] });
  await ecs.refused.SubmitAttachmentStateChanges("InvalidParameterException",
    { cluster, attachments: [{ attachmentArn: "x" }] });
  await ecs.DeregisterContainerInstance({ cluster, containerInstance, force: true });
  await ecs.refused.DeregisterContainerInstance("InvalidParameterException",
    { cluster, containerInstance });
}

async function accounts() {
  const setting = { name: "taskLongArnFormat", value: "enabled" };
  for (const operation of ["PutAccountSetting", "PutAccountSettingDefault"]) {
    await ecs[operation](setting);
    await ecs.refused[operation]("InvalidParameterException", { ...setting, value: "perhaps" });
  }
  const { settings: all = [] } = await ecs.ListAccountSettings({ effectiveSettings: true });
  await ecsPages("ListAccountSettings", "settings", all.length, { effectiveSettings: true });
  await ecs.refused.ListAccountSettings("InvalidParameterException", { name: "nothing" });
  await ecs.DeleteAccountSetting({ name: setting.name });
  await ecs.refused.DeleteAccountSetting("InvalidParameterException", { name: "nothing" });
}

async function capacityProviders() {
  const autoScalingGroupArn = "arn:aws:autoscaling:us-east-1:000000000000:group";
  const put = { cluster, capacityProviders: [], defaultCapacityProviderStrategy: [] };
  await ecs.refused.CreateCapacityProvider("ClientException",
    { name: "pool", autoScalingGroupProvider: { autoScalingGroupArn } });
  await ecs.refused.UpdateCapacityProvider("ClientException",
    { name: "pool", autoScalingGroupProvider: { managedScaling: { status: "ENABLED" } } });
  await ecs.refused.DeleteCapacityProvider("ClientException", { capacityProvider: "pool" });
  await ecs.DescribeCapacityProviders({ capacityProviders: ["pool"] });
  await ecs.refused.DescribeCapacityProviders("InvalidParameterException", {
    capacityProviders: Array(101).fill("pool") });
  await ecs.PutClusterCapacityProviders(put);
  await ecs.refused.PutClusterCapacityProviders("ClusterNotFoundException",
    { ...put, cluster: nowhere });
}

async function tags() {
  const resourceArn = arn(`cluster/${cluster}`), absent = arn(`cluster/${nowhere}`);
  const a = [{ key: "a", value: "1" }];
  await ecs.TagResource({ resourceArn, tags: a });
  await ecs.ListTagsForResource({ resourceArn });
  await ecs.UntagResource({ resourceArn, tagKeys: ["a"] });
  const missing = "ClusterNotFoundException";
  await ecs.refused.TagResource(missing, { resourceArn: absent, tags: a });
  await ecs.refused.ListTagsForResource(missing, { resourceArn: absent });
  await ecs.refused.UntagResource(missing, { resourceArn: absent, tagKeys: ["a"] });
}

const noBalancer = { LoadBalancerArn: elbArn("loadbalancer/app/none/0000000000000000") };
const noListener = { ListenerArn: elbArn("listener/app/none/0000000000000000/0000000000000000") };
const noRule = { RuleArn:
  elbArn("listener-rule/app/none/0000000000000000/0000000000000000/0000000000000000") };
const noGroup = { TargetGroupArn: elbArn("targetgroup/none/0000000000000000") };
const answer = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }];

async function balancers() {
  const missing = "LoadBalancerNotFoundException";
  const Subnets = process.env.SUBNETS.split(" "), SecurityGroups = [process.env.SECURITY_GROUP];
  const { LoadBalancers } = await elb.CreateLoadBalancer({ Name: "js-operations", Subnets });
  const of = { LoadBalancerArn: LoadBalancers?.[0].LoadBalancerArn };
  const Attributes = [{ Key: "idle_timeout.timeout_seconds", Value: "30" }];
  await elb.refused.CreateLoadBalancer("ValidationError", { Name: "bad name", Subnets });
  await elbWaited("LoadBalancerExists", { LoadBalancerArns: [of.LoadBalancerArn] });
  await elbWaited("LoadBalancerAvailable", { LoadBalancerArns: [of.LoadBalancerArn] });
  await elb.DescribeLoadBalancers({ Names: ["js-operations"] });
  await elb.refused.DescribeLoadBalancers(missing, { Names: ["none"] });
  await elbPages("DescribeLoadBalancers", "LoadBalancers", 1, {});
  await elb.DescribeLoadBalancerAttributes(of);
  await elb.ModifyLoadBalancerAttributes({ ...of, Attributes });
  await elb.SetSecurityGroups({ ...of, SecurityGroups });
  await elb.SetSubnets({ ...of, Subnets });
  await elb.SetIpAddressType({ ...of, IpAddressType: "ipv4" });
  await elb.refused.DescribeLoadBalancerAttributes(missing, noBalancer);
  await elb.refused.ModifyLoadBalancerAttributes(missing, { ...noBalancer, Attributes });
  await elb.refused.SetSecurityGroups(missing, { ...noBalancer, SecurityGroups });
  await elb.refused.SetSubnets(missing, { ...noBalancer, Subnets });
  await elb.refused.SetIpAddressType(missing, { ...noBalancer, IpAddressType: "ipv4" });
  return of;
}

async function groups() {
  const missing = "TargetGroupNotFoundException";
  const create = { Name: "js-operations", Protocol: "HTTP", Port: 80, VpcId: process.env.VPC_ID,
    TargetType: "ip" };
  const Targets = [{ Id: `${process.env.VPC_PREFIX}.7.7`, Port: 80 }];
  const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "0" }];
  const { TargetGroups } = await elb.CreateTargetGroup(create);
  const of = { TargetGroupArn: TargetGroups?.[0].TargetGroupArn };
  await elb.refused.CreateTargetGroup("DuplicateTargetGroupNameException", { ...create, Port: 81 });
  await elb.DescribeTargetGroups({ Names: [create.Name] });
  await elb.refused.DescribeTargetGroups(missing, { Names: ["none"] });
  await elbPages("DescribeTargetGroups", "TargetGroups", 1, {});
  await elb.ModifyTargetGroup({ ...of, HealthCheckPath: "/healthz" });
  await elb.DescribeTargetGroupAttributes(of);
  await elb.ModifyTargetGroupAttributes({ ...of, Attributes });
  await elb.RegisterTargets({ ...of, Targets });
  await elb.DescribeTargetHealth(of);
  await elb.DeregisterTargets({ ...of, Targets });
  await elbWaited("TargetDeregistered", { ...of, Targets });
  await elb.refused.RegisterTargets("InvalidTargetException", { ...of, Targets: [{ Id: "x" }] });
  await elb.refused.ModifyTargetGroup(missing, { ...noGroup, HealthCheckPath: "/healthz" });
  await elb.refused.DescribeTargetGroupAttributes(missing, noGroup);
  await elb.refused.ModifyTargetGroupAttributes(missing, { ...noGroup, Attributes });
  await elb.refused.RegisterTargets(missing, { ...noGroup, Targets });
  await elb.refused.DeregisterTargets(missing, { ...noGroup, Targets });
  await elb.refused.DescribeTargetHealth(missing, noGroup);
  return of;
}

async function listeners(balancer, group) {
  const missing = "ListenerNotFoundException";
  const create = { Protocol: "HTTP", Port: 8190, DefaultActions: answer };
  const Certificates = [{ CertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/x" }];
  const { Listeners } = await elb.CreateListener({ ...balancer, ...create });
  const of = { ListenerArn: Listeners?.[0].ListenerArn };
  await elb.refused.CreateListener("DuplicateListenerException",
    { ...balancer, ...create, DefaultActions: [{ Type: "forward", ...group }] });
  await elb.refused.CreateListener("LoadBalancerNotFoundException", { ...noBalancer, ...create });
  await elb.DescribeListeners(balancer);
  await elb.refused.DescribeListeners(missing, { ListenerArns: [noListener.ListenerArn] });
  await elbPages("DescribeListeners", "Listeners", 1, balancer);
  await elb.ModifyListener({ ...of, Port: 8191 });
  await elb.refused.ModifyListener(missing, { ...noListener, Port: 8191 });
  const Attributes = [{ Key: "routing.http.response.server.enabled", Value: "false" }];
  await elb.ModifyListenerAttributes({ ...of, Attributes });
  await elb.DescribeListenerAttributes(of);
  await elb.refused.DescribeListenerAttributes(missing, noListener);
  await elb.refused.ModifyListenerAttributes(missing, { ...noListener, Attributes });
  await elb.refused.AddListenerCertificates(missing, { ...noListener, Certificates });
  await elb.refused.RemoveListenerCertificates(missing, { ...noListener, Certificates });
  await elb.refused.DescribeListenerCertificates(missing, noListener);
  await elb.DescribeSSLPolicies();
  await elb.refused.DescribeSSLPolicies("SSLPolicyNotFoundException", { Names: ["none"] });
  return of;
}

async function rules(listener, group) {
  const missing = "RuleNotFoundException";
  const Conditions = [{ Field: "path-pattern", PathPatternConfig: { Values: ["/js"] } }];
  const create = { ...listener, Priority: 1, Conditions, Actions: answer };
  const { Rules } = await elb.CreateRule(create);
  const { RuleArn } = Rules?.[0] ?? {};
  await elb.refused.CreateRule("PriorityInUseException", create);
  await elb.DescribeRules(listener);
  await elb.refused.DescribeRules(missing, { RuleArns: [noRule.RuleArn] });
  await elbPages("DescribeRules", "Rules", 2, { ...listener, PageSize: 1 });  // and the default
  await elb.ModifyRule({ RuleArn, Actions: [{ Type: "forward", ...group }] });
  await elb.refused.DeleteTargetGroup("ResourceInUseException", group);
  await elb.refused.ModifyRule(missing, { ...noRule, Actions: answer });
  await elb.SetRulePriorities({ RulePriorities: [{ RuleArn, Priority: 2 }] });
  await elb.refused.SetRulePriorities(missing, { RulePriorities: [{ ...noRule, Priority: 2 }] });
  await elb.DeleteRule({ RuleArn });
  await elb.refused.DeleteRule(missing, noRule);
}

async function balancersTags({ LoadBalancerArn }) {
  const ResourceArns = [LoadBalancerArn], absent = [noBalancer.LoadBalancerArn];
  const Tags = [{ Key: "a&b", Value: "<c>" }], TagKeys = ["a&b"];
  const missing = "LoadBalancerNotFoundException";
  await elb.AddTags({ ResourceArns, Tags });
  await elb.refused.AddTags(missing, { ResourceArns: absent, Tags });
  await elb.DescribeTags({ ResourceArns });
  await elb.refused.DescribeTags(missing, { ResourceArns: absent });
  await elb.RemoveTags({ ResourceArns, TagKeys });
  await elb.refused.RemoveTags(missing, { ResourceArns: absent, TagKeys });
  await elb.DescribeAccountLimits();
}

async function balancing() {
  const balancer = await balancers();
  const group = await groups();
  const listener = await listeners(balancer, group);
  await rules(listener, group);
  await balancersTags(balancer);
  await elb.DeleteListener(listener);
  await elb.refused.DeleteListener("ListenerNotFoundException", noListener);
  await elb.DeleteTargetGroup(group);
  await elb.refused.DescribeAccountLimits("ValidationError", { PageSize: 0 });
  await elb.refused.DeleteLoadBalancer("ValidationError", { LoadBalancerArn: "x" });
  await elb.DeleteLoadBalancer(balancer);
  await elbWaited("LoadBalancersDeleted", { LoadBalancerArns: [balancer.LoadBalancerArn] });
}

await clusters();
const definition = await definitions();
await services(definition);
await taskSets(definition);
const instance = await instances();
await tasks(definition, instance);
await agents(instance);
await accounts();
await capacityProviders();
await tags();
await balancing();
await sts.GetCallerIdentity();
await sts.GetSessionToken({ DurationSeconds: 900 });
await sts.refused.GetSessionToken("ValidationError", { DurationSeconds: 1 });
await sts.refused.AssumeRole("AccessDenied", {
  RoleArn: "arn:aws:iam::000000000000:role/deploy", RoleSessionName: "ci" });
await sts.refused.AssumeRole("ValidationError", { RoleArn: "x".repeat(20), RoleSessionName: "ci" });
console.log(JSON.stringify(calls));
