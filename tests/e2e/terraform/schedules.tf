# Scheduled tasks as Terraform's AWS provider writes them: the article's rule with its cron, a rule
# with a pattern, a group of the Scheduler with a schedule.
locals {
  role  = "arn:aws:iam::000000000000:role/ecsEventsRole"
  input = { containerOverrides = [{ name = "app", command = var.changed ? ["b"] : ["a"] }] }
}

resource "aws_ecs_task_definition" "crawler" {
  family                = "crawler"
  container_definitions = jsonencode([{ name = "app", image = "app:1", memory = 64 }])
}

data "aws_ecs_cluster" "here" {
  cluster_name = "default"
}

resource "aws_cloudwatch_event_rule" "crawl" {
  name                = "crawl"
  description         = "every quarter of an hour"
  schedule_expression = var.changed ? "rate(2 hours)" : "cron(*/15 * * * ? *)"
  tags                = { team = "blue" }
}

resource "aws_cloudwatch_event_target" "crawl" {
  target_id = "crawl"
  rule      = aws_cloudwatch_event_rule.crawl.name
  arn       = data.aws_ecs_cluster.here.arn
  role_arn  = local.role
  input     = jsonencode(local.input)
  ecs_target {
    task_count          = var.changed ? 2 : 1
    task_definition_arn = aws_ecs_task_definition.crawler.arn
    launch_type         = "EC2"
    tags                = { team = "blue" }
  }
  retry_policy {
    maximum_event_age_in_seconds = 600
    maximum_retry_attempts       = 3
  }
}

resource "aws_cloudwatch_event_rule" "stopped" {
  name_prefix = "stopped-"
  state       = "DISABLED"
  event_pattern = jsonencode({
    source = ["aws.ecs"], detail-type = ["ECS Task State Change"]
  })
}

resource "aws_cloudwatch_event_target" "stopped" {
  rule     = aws_cloudwatch_event_rule.stopped.name
  arn      = data.aws_ecs_cluster.here.arn
  role_arn = local.role
  ecs_target {
    task_definition_arn     = aws_ecs_task_definition.crawler.arn
    enable_ecs_managed_tags = true
    propagate_tags          = "TASK_DEFINITION"
    group                   = "crawlers"
    placement_constraint { type = "distinctInstance" }
  }
  input_transformer {
    input_paths    = { task = "$.detail.taskArn" }
    input_template = "{\"containerOverrides\": [{\"name\": \"app\", \"command\": [<task>]}]}"
  }
}

resource "aws_scheduler_schedule_group" "night" {
  name = "night"
  tags = { team = "blue" }
}

resource "aws_scheduler_schedule" "backup" {
  name                         = "backup"
  group_name                   = aws_scheduler_schedule_group.night.name
  schedule_expression          = "cron(0 3 * * ? *)"
  schedule_expression_timezone = var.changed ? "Europe/Berlin" : "Asia/Tokyo"
  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 5
  }
  target {
    arn      = data.aws_ecs_cluster.here.arn
    role_arn = local.role
    input    = jsonencode(local.input)
    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.crawler.arn
      launch_type         = "EC2"
    }
    retry_policy { maximum_retry_attempts = 2 }
  }
}
