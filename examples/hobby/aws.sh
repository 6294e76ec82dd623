# shellcheck shell=bash disable=SC2016,SC2034
# What stack.sh and down.sh share: names, the AWS CLI, and how to find what is there.
# AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE say where and as whom (`ikada env` prints both).
STACK=hobby
CLUSTER="${CLUSTER:-default}"  # where the container instances are
SERVICES=(blog feed)
NIGHTLY=blog-nightly

# Debian's AWS CLI (2.9) reads no endpoint_url from its configuration file: hand it over.
endpoint="${AWS_ENDPOINT_URL:-}"
[ -n "$endpoint" ] ||
    endpoint="$(sed -n '/^endpoint_url *= */{s///p;q}' "${AWS_CONFIG_FILE:-/dev/null}")"
export AWS_PAGER=""

aws() { /usr/bin/aws ${endpoint:+--endpoint-url "$endpoint"} "$@"; }

# "None" is how the AWS CLI's text output writes null.
given() { [ -n "$1" ] && [ "$1" != None ]; }

# Each prints nothing or "None" for what is absent.
find_load_balancer() {
    aws elbv2 describe-load-balancers \
        --query "LoadBalancers[?LoadBalancerName=='$STACK']|[0].LoadBalancerArn" --output text
}
find_listener() {  # LOAD_BALANCER
    aws elbv2 describe-listeners --load-balancer-arn "$1" \
        --query 'Listeners[?Port==`80`]|[0].ListenerArn' --output text
}
find_target_group() {  # NAME
    aws elbv2 describe-target-groups \
        --query "TargetGroups[?TargetGroupName=='$1']|[0].TargetGroupArn" --output text
}
find_rule() {  # LISTENER PRIORITY
    aws elbv2 describe-rules --listener-arn "$1" \
        --query "Rules[?Priority=='$2']|[0].RuleArn" --output text
}
find_nightly() {
    aws events list-rules --name-prefix "$NIGHTLY" --query 'Rules[0].Arn' --output text
}
find_service() {  # NAME
    aws ecs describe-services --cluster "$CLUSTER" --services "$1" \
        --query "services[?status=='ACTIVE']|[0].serviceArn" --output text
}
