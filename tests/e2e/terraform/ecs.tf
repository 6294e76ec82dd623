# Clusters, definitions and services, whole.
resource "aws_ecs_account_setting_default" "trunking" {
  name  = "awsvpcTrunking"
  value = "disabled"
}

resource "aws_ecs_cluster" "hobby" {
  name = "hobby"
  setting {
    name  = "containerInsights"
    value = "disabled"
  }
  tags = { team = var.changed ? "red" : "blue" }
}

resource "aws_ecs_cluster_capacity_providers" "hobby" {
  cluster_name       = aws_ecs_cluster.hobby.name
  capacity_providers = []
}

resource "aws_ecs_tag" "owner" {
  resource_arn = aws_ecs_service.external.id
  key          = "owner"
  value        = "me"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["EC2"]
  network_mode             = "bridge"
  cpu                      = "128"
  memory                   = "256"
  container_definitions = jsonencode([
    {
      name         = "app", image = var.changed ? "app:2" : "app:1", essential = true, memory = 128,
      portMappings = [{ containerPort = 8080 }],
      environment  = [{ name = "B", value = "1" }, { name = "A", value = "2" }],
      healthCheck  = { command = ["CMD", "/app", "check"], interval = 5 },
      ulimits      = [{ name = "nofile", softLimit = 1024, hardLimit = 2048 }],
      dependsOn    = [{ containerName = "init", condition = "SUCCESS" }],
      mountPoints  = [{ sourceVolume = "data", containerPath = "/data" }],
    },
    { name = "init", image = "app:1", essential = false, memoryReservation = 32, command = ["print", "x"] },
  ])
  volume {
    name      = "data"
    host_path = "/srv/data"
  }
  volume {
    name = "shared"
    docker_volume_configuration {
      scope         = "shared"
      autoprovision = true
      driver        = "local"
    }
  }
  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]"
  }
  tags = { team = "blue" }
}

resource "aws_ecs_task_definition" "own_network" {
  family                   = "own-network"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  container_definitions    = jsonencode([{ name = "app", image = "app:1", portMappings = [{ containerPort = 8080, protocol = "tcp" }] }])
}

resource "aws_ecs_service" "web" {
  name                               = "web"
  cluster                            = aws_ecs_cluster.hobby.id
  task_definition                    = aws_ecs_task_definition.web.arn
  desired_count                      = var.changed ? 2 : 1
  launch_type                        = "EC2"
  health_check_grace_period_seconds  = 20
  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 150
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  enable_execute_command             = true
  deployment_circuit_breaker {
    enable   = true
    rollback = var.changed
  }
  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }
  ordered_placement_strategy {
    type  = "binpack"
    field = "memory"
  }
  placement_constraints {
    type = "distinctInstance"
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "app"
    container_port   = 8080
  }
  tags       = { team = "blue" }
  depends_on = [aws_lb_listener_rule.host]
}

resource "aws_ecs_service" "own_network" {
  name            = "own-network"
  cluster         = aws_ecs_cluster.hobby.id
  task_definition = aws_ecs_task_definition.own_network.arn
  desired_count   = 1
  launch_type     = "EC2"
  network_configuration {
    subnets          = data.aws_subnets.default.ids
    assign_public_ip = false
  }
  depends_on = [aws_ecs_cluster_capacity_providers.hobby]
}

resource "aws_ecs_service" "daemon" {
  name                = "daemon"
  cluster             = aws_ecs_cluster.hobby.id
  task_definition     = aws_ecs_task_definition.web.arn
  scheduling_strategy = "DAEMON"
}

resource "aws_ecs_service" "external" {
  name          = "external"
  cluster       = aws_ecs_cluster.hobby.id
  desired_count = 1
  lifecycle {
    ignore_changes = [tags, tags_all]
  }
  deployment_controller {
    type = "EXTERNAL"
  }
}

resource "aws_ecs_task_set" "first" {
  service         = aws_ecs_service.external.id
  cluster         = aws_ecs_cluster.hobby.id
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "EC2"
  force_delete    = true
  scale {
    unit  = "PERCENT"
    value = var.changed ? 50 : 100
  }
}

data "aws_ecs_cluster" "hobby" {
  cluster_name = aws_ecs_cluster.hobby.name
}

data "aws_ecs_service" "web" {
  service_name = aws_ecs_service.web.name
  cluster_arn  = aws_ecs_cluster.hobby.arn
}

data "aws_ecs_task_definition" "web" {
  task_definition = aws_ecs_task_definition.web.family
}

data "aws_ecs_container_definition" "app" {
  task_definition = aws_ecs_task_definition.web.id
  container_name  = "app"
}

data "aws_ecs_clusters" "all" {
  depends_on = [aws_ecs_cluster.hobby]
}

resource "aws_ecs_service" "waited" {
  name                          = "waited"
  cluster                       = aws_ecs_cluster.hobby.id
  task_definition               = aws_ecs_task_definition.web.arn
  desired_count                 = 0
  wait_for_steady_state         = true
  force_new_deployment          = true
  triggers                      = { when = var.changed ? "b" : "a" }
  availability_zone_rebalancing = "DISABLED"
}
