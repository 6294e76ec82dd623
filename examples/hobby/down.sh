#!/usr/bin/env bash
# Deletes what stack.sh made, in order: rule, services, load balancer, target groups, task
# definitions, cluster (which stays while instances are registered in it). Safe to run again.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/aws.sh"

if given "$(find_nightly)"; then
    aws events remove-targets --rule "$NIGHTLY" --ids task >/dev/null
    aws events delete-rule --name "$NIGHTLY"
fi

deleted=()
for name in "${SERVICES[@]}"; do
    given "$(find_service "$name")" || continue
    aws ecs update-service --cluster "$CLUSTER" --service "$name" --desired-count 0 >/dev/null
    aws ecs delete-service --cluster "$CLUSTER" --service "$name" >/dev/null
    deleted+=("$name")
done
if [ ${#deleted[@]} -gt 0 ]; then
    echo "waiting until ${deleted[*]} have stopped"
    aws ecs wait services-inactive --cluster "$CLUSTER" --services "${deleted[@]}"
fi

load_balancer="$(find_load_balancer)"
if given "$load_balancer"; then
    aws elbv2 delete-load-balancer --load-balancer-arn "$load_balancer"
    aws elbv2 wait load-balancers-deleted --load-balancer-arns "$load_balancer"
fi

for name in "${SERVICES[@]}"; do
    target_group="$(find_target_group "$name")"
    if given "$target_group"; then
        aws elbv2 delete-target-group --target-group-arn "$target_group"
    fi
done
for name in "${SERVICES[@]}" "$NIGHTLY"; do
    for revision in $(aws ecs list-task-definitions --family-prefix "$name" \
        --query 'taskDefinitionArns[]' --output text); do
        given "$revision" || continue
        aws ecs deregister-task-definition --task-definition "$revision" >/dev/null
    done
done

aws ecs delete-cluster --cluster "$CLUSTER" >/dev/null ||
    echo "cluster $CLUSTER stays: its instances are still registered"
echo "the stack is gone"
