// Calls ikada with the JavaScript SDK v3: operations, paginators, waiters, errors. Prints one JSON
// object; tests/e2e/test_javascript.py says what must stand in it. Endpoint and keys come from the
// environment, the SDK's way.
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as sts from "@aws-sdk/client-sts";

const cluster = process.env.CLUSTER;
const image = "ikada/sample:1";
const patience = Number(process.env.IKADA_E2E_PATIENCE ?? 1);
const waiting = { maxWaitTime: 120 * patience, minDelay: 1, maxDelay: 2 };

const settings = { endpoint: process.env.AWS_ENDPOINT_URL, maxAttempts: 1 };
const ecsClient = new ecs.ECSClient(settings);
const elbClient = new elb.ElasticLoadBalancingV2Client(settings);
const stsClient = new sts.STSClient(settings);

// What an error is to the SDK.
async function refusal(client, command) {
  try {
    await client.send(command);
    return null;
  } catch (error) {
    return {
      name: error.name,
      message: error.message,
      status: error.$metadata?.httpStatusCode,
      requestId: Boolean(error.$metadata?.requestId),
    };
  }
}

async function pages(paginator, key) {
  const found = [];
  let count = 0;
  for await (const page of paginator) {
    found.push(...(page[key] ?? []));
    count += 1;
  }
  return { found, count };
}

async function definitions() {
  const made = [];
  for (let n = 0; n < 3; n += 1) {
    const { taskDefinition } = await ecsClient.send(
      new ecs.RegisterTaskDefinitionCommand({
        family: "js",
        networkMode: "bridge",
        containerDefinitions: [
          { name: "app", image, cpu: 16, memory: 32, essential: true,
            portMappings: [{ containerPort: 8080, hostPort: 0 }] },
        ],
      }),
    );
    made.push(taskDefinition);
  }
  const listed = await pages(
    ecs.paginateListTaskDefinitions({ client: ecsClient, pageSize: 1 }, { familyPrefix: "js" }),
    "taskDefinitionArns",
  );
  return { made, listed };
}

async function task(taskDefinition) {
  const ran = await ecsClient.send(new ecs.RunTaskCommand(
    { cluster, taskDefinition, enableExecuteCommand: true }));
  const tasks = ran.tasks.map((one) => one.taskArn);
  await ecs.waitUntilTasksRunning({ client: ecsClient, ...waiting }, { cluster, tasks });
  const described = await ecsClient.send(new ecs.DescribeTasksCommand({ cluster, tasks }));
  const executed = await ecsClient.send(new ecs.ExecuteCommandCommand(
    { cluster, task: tasks[0], command: "ls", interactive: true }));
  for (const one of tasks)
    await ecsClient.send(new ecs.StopTaskCommand({ cluster, task: one, reason: "over" }));
  await ecs.waitUntilTasksStopped({ client: ecsClient, ...waiting }, { cluster, tasks });
  const ended = await ecsClient.send(new ecs.DescribeTasksCommand({ cluster, tasks }));
  const running = described.tasks[0];
  return {
    status: running.lastStatus,
    createdAt: running.createdAt instanceof Date,
    stream: executed.session.streamUrl,
    port: running.containers[0].networkBindings[0].hostPort,
    stopped: ended.tasks[0].lastStatus,
    reason: ended.tasks[0].stoppedReason,
  };
}

async function service(taskDefinition) {
  const serviceName = "js";
  await ecsClient.send(
    new ecs.CreateServiceCommand({ cluster, serviceName, taskDefinition, desiredCount: 1 }),
  );
  await ecs.waitUntilServicesStable({ client: ecsClient, ...waiting },
    { cluster, services: [serviceName] });
  const { services } = await ecsClient.send(
    new ecs.DescribeServicesCommand({ cluster, services: [serviceName] }),
  );
  await ecsClient.send(new ecs.DeleteServiceCommand({ cluster, service: serviceName, force: true }));
  await ecs.waitUntilServicesInactive({ client: ecsClient, ...waiting },
    { cluster, services: [serviceName] });
  return { running: services[0].runningCount, events: services[0].events.length };
}

async function balancing() {
  const group = await elbClient.send(
    new elb.CreateTargetGroupCommand({
      Name: "js", Protocol: "HTTP", Port: 80, VpcId: process.env.VPC_ID,
      Tags: [{ Key: "a&b", Value: "<c>" }],
    }),
  );
  const { TargetGroupArn } = group.TargetGroups[0];
  const { TagDescriptions } = await elbClient.send(
    new elb.DescribeTagsCommand({ ResourceArns: [TargetGroupArn] }),
  );
  const listed = await pages(
    elb.paginateDescribeTargetGroups({ client: elbClient, pageSize: 1 }, {}), "TargetGroups",
  );
  await elbClient.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn }));
  return {
    port: group.TargetGroups[0].Port,
    tags: TagDescriptions[0].Tags,
    listed: listed.found.map((one) => one.TargetGroupName),
  };
}

async function errors() {
  const missing = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/x/0123456789abcdef";
  return {
    noCluster: await refusal(ecsClient,
      new ecs.DescribeServicesCommand({ cluster: "nowhere", services: ["x"] })),
    noDefinition: await refusal(ecsClient,
      new ecs.RunTaskCommand({ cluster, taskDefinition: "nowhere:1" })),
    noGroup: await refusal(elbClient,
      new elb.DescribeTargetGroupsCommand({ TargetGroupArns: [missing] })),
    noRole: await refusal(stsClient,
      new sts.AssumeRoleCommand({ RoleArn: "arn:aws:iam::000000000000:role/x",
                                  RoleSessionName: "js" })),
    wrongKey: await refusal(
      new sts.STSClient({ ...settings,
        credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "x" } }),
      new sts.GetCallerIdentityCommand({})),
  };
}

async function session() {
  const { Credentials } = await stsClient.send(new sts.GetSessionTokenCommand({}));
  const temporary = new sts.STSClient({ ...settings, credentials: {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken } });
  const { Arn } = await temporary.send(new sts.GetCallerIdentityCommand({}));
  return { arn: Arn, expires: Credentials.Expiration instanceof Date };
}

const { made, listed } = await definitions();
const newest = made.at(-1).taskDefinitionArn;
const report = {
  definitions: { revisions: made.map((one) => one.revision), listed },
  task: await task(newest),
  service: await service(newest),
  balancing: await balancing(),
  errors: await errors(),
  session: await session(),
};
for (const { taskDefinitionArn } of made)
  await ecsClient.send(
    new ecs.DeregisterTaskDefinitionCommand({ taskDefinition: taskDefinitionArn }),
  );
console.log(JSON.stringify(report));
