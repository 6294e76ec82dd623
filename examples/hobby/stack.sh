#!/usr/bin/env bash
# The hobby stack in plain AWS calls: two services behind one load balancer, told apart by host, and
# a task that runs every night.
# Safe to run again: what exists is left as it is.
#   eval "$(build/ikada env)"; examples/hobby/stack.sh
#   stack.sh --ready    only tells whether the API answers
# LB_URL: where the load balancer is reached, for the commands printed at the end.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/aws.sh"

if [ "${1:-}" = --ready ]; then
    AWS_MAX_ATTEMPTS=1 aws sts get-caller-identity >/dev/null 2>&1
    exit
fi

make_load_balancer() {
    local subnets
    read -ra subnets < <(aws ec2 describe-subnets --filters Name=default-for-az,Values=true \
        --query 'Subnets[].SubnetId' --output text)
    aws elbv2 create-load-balancer --name "$STACK" --subnets "${subnets[@]}" \
        --query 'LoadBalancers[0].LoadBalancerArn' --output text
}

make_listener() {  # LOAD_BALANCER
    local not_found='StatusCode=404,ContentType=text/plain,MessageBody="no such host"'
    aws elbv2 create-listener --load-balancer-arn "$1" --protocol HTTP --port 80 \
        --default-actions "Type=fixed-response,FixedResponseConfig={$not_found}" \
        --query 'Listeners[0].ListenerArn' --output text
}

make_target_group() {  # NAME VPC
    local arn
    arn="$(aws elbv2 create-target-group --name "$1" --protocol HTTP --port 80 --vpc-id "$2" \
        --health-check-path /healthz --health-check-interval-seconds 5 \
        --health-check-timeout-seconds 2 --healthy-threshold-count 2 \
        --query 'TargetGroups[0].TargetGroupArn' --output text)"
    aws elbv2 modify-target-group-attributes --target-group-arn "$arn" \
        --attributes Key=deregistration_delay.timeout_seconds,Value=10 >/dev/null
    echo "$arn"
}

make_rule() {  # LISTENER HOST PRIORITY TARGET_GROUP
    aws elbv2 create-rule --listener-arn "$1" --priority "$3" \
        --conditions "Field=host-header,HostHeaderConfig={Values=[$2]}" \
        --actions "Type=forward,TargetGroupArn=$4" >/dev/null
}

# VERSION comes from the image, so a deploy of ikada/sample:2 shows.
register_task_definition() {  # NAME
    aws ecs register-task-definition --family "$1" --network-mode bridge \
        --requires-compatibilities EC2 --container-definitions "[{
            \"name\": \"$1\", \"image\": \"ikada/sample:1\", \"cpu\": 64, \"memory\": 64,
            \"essential\": true, \"portMappings\": [{\"containerPort\": 8080, \"hostPort\": 0}],
            \"environment\": [{\"name\": \"SERVICE\", \"value\": \"$1\"}]}]" \
        --query 'taskDefinition.taskDefinitionArn' --output text
}

make_service() {  # NAME TASK_DEFINITION TARGET_GROUP
    aws ecs create-service --cluster "$CLUSTER" --service-name "$1" --task-definition "$2" \
        --desired-count 2 --launch-type EC2 --placement-strategy type=binpack,field=memory \
        --load-balancers "targetGroupArn=$3,containerName=$1,containerPort=8080" \
        --health-check-grace-period-seconds 30 \
        --deployment-configuration maximumPercent=200,minimumHealthyPercent=100 >/dev/null
}

make_nightly() {  # CLUSTER_ARN
    local definition
    definition="$(aws ecs register-task-definition --family "$NIGHTLY" \
        --requires-compatibilities EC2 --container-definitions '[{
            "name": "task", "image": "ikada/sample:1", "memory": 32, "essential": true,
            "command": ["print", "all posts are counted"]}]' \
        --query 'taskDefinition.taskDefinitionArn' --output text)"
    aws events put-rule --name "$NIGHTLY" --schedule-expression 'cron(0 3 * * ? *)' >/dev/null
    aws events put-targets --rule "$NIGHTLY" --targets "[{
        \"Id\": \"task\", \"Arn\": \"$1\", \"RoleArn\": \"arn:aws:iam::000000000000:role/nightly\",
        \"EcsParameters\": {\"TaskDefinitionArn\": \"$definition\", \"TaskCount\": 1}}]" >/dev/null
}

cluster="$(aws ecs create-cluster --cluster-name "$CLUSTER" \
    --query 'cluster.clusterArn' --output text)"
load_balancer="$(find_load_balancer)"
given "$load_balancer" || load_balancer="$(make_load_balancer)"
listener="$(find_listener "$load_balancer")"
given "$listener" || listener="$(make_listener "$load_balancer")"
vpc="$(aws ec2 describe-vpcs --filters Name=is-default,Values=true \
    --query 'Vpcs[0].VpcId' --output text)"

priority=0
for name in "${SERVICES[@]}"; do
    priority=$((priority + 10))
    target_group="$(find_target_group "$name")"
    given "$target_group" || target_group="$(make_target_group "$name" "$vpc")"
    given "$(find_rule "$listener" "$priority")" ||
        make_rule "$listener" "$name.example.com" "$priority" "$target_group"
    given "$(find_service "$name")" ||
        make_service "$name" "$(register_task_definition "$name")" "$target_group"
done
given "$(find_nightly)" || make_nightly "$cluster"

echo "waiting until both services are stable"
aws ecs wait services-stable --cluster "$CLUSTER" --services "${SERVICES[@]}"
for name in "${SERVICES[@]}"; do
    aws elbv2 wait target-in-service --target-group-arn "$(find_target_group "$name")"
    echo "    curl -H 'Host: $name.example.com' ${LB_URL:-http://127.0.0.1}/"
done
