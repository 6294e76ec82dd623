# A load balancer with every kind of rule. (A change of its own attributes would make the provider wait
# half a minute.)
data "aws_vpc" "default" {
  default = true
}

data "aws_subnets" "default" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.default.id]
  }
}

resource "aws_lb" "main" {
  name                       = "main"
  internal                   = false
  load_balancer_type         = "application"
  subnets                    = data.aws_subnets.default.ids
  idle_timeout               = 30
  enable_http2               = true
  drop_invalid_header_fields = true
  preserve_host_header       = true
  enable_xff_client_port     = true
  xff_header_processing_mode = "preserve"
  enable_deletion_protection = false
  access_logs {
    bucket  = "logs"
    enabled = false
  }
  tags = { team = "blue" }
}

resource "aws_lb_target_group" "web" {
  name                              = "web"
  port                              = 8080
  protocol                          = "HTTP"
  vpc_id                            = data.aws_vpc.default.id
  target_type                       = "instance"
  deregistration_delay              = var.changed ? 15 : 30
  slow_start                        = 30
  load_balancing_cross_zone_enabled = "use_load_balancer_configuration"
  target_group_health {
    dns_failover {
      minimum_healthy_targets_count      = "1"
      minimum_healthy_targets_percentage = "off"
    }
    unhealthy_state_routing {
      minimum_healthy_targets_count      = "1"
      minimum_healthy_targets_percentage = "off"
    }
  }
  health_check {
    path                = "/health"
    matcher             = "200-299"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = var.changed ? 4 : 3
  }
  stickiness {
    type            = "lb_cookie"
    cookie_duration = 600
    enabled         = var.changed
  }
}

resource "aws_lb_target_group" "ips" {
  name_prefix                   = "ips-"
  port                          = 80
  protocol                      = "HTTP"
  vpc_id                        = data.aws_vpc.default.id
  target_type                   = "ip"
  load_balancing_algorithm_type = "least_outstanding_requests"
  stickiness {
    type        = "app_cookie"
    cookie_name = "SESSION"
  }
}

resource "aws_lb_target_group_attachment" "one" {
  target_group_arn = aws_lb_target_group.ips.arn
  target_id        = cidrhost(data.aws_vpc.default.cidr_block, 77)
  port             = 8081
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = var.changed ? "none" : "nothing here"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener" "other" {
  load_balancer_arn                                              = aws_lb.main.arn
  port                                                           = 8080
  protocol                                                       = "HTTP"
  routing_http_response_server_enabled                           = var.changed
  routing_http_response_x_frame_options_header_value             = "DENY"
  routing_http_response_strict_transport_security_header_value   = var.changed ? "max-age=60" : "max-age=600; includeSubDomains"
  routing_http_response_access_control_allow_origin_header_value = "*"
  default_action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.web.arn
        weight = var.changed ? 10 : 90
      }
      target_group {
        arn    = aws_lb_target_group.ips.arn
        weight = 10
      }
      stickiness {
        enabled  = true
        duration = 60
      }
    }
  }
}

resource "aws_lb_listener_rule" "host" {
  listener_arn = aws_lb_listener.http.arn
  priority     = var.changed ? 11 : 10
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
  condition {
    host_header { values = ["a.example.com", "*.b.example.com"] }
  }
  condition {
    path_pattern { values = ["/x/*"] }
  }
  tags = { team = "blue" }
}

resource "aws_lb_listener_rule" "all_kinds" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 20
  action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
  condition {
    http_header {
      http_header_name = "X-Kind"
      values           = ["a*"]
    }
  }
  condition {
    http_request_method { values = ["GET", "HEAD"] }
  }
  condition {
    query_string {
      key   = "v"
      value = var.changed ? "2" : "1"
    }
  }
  condition {
    source_ip { values = ["10.0.0.0/8"] }
  }
}

resource "aws_lb_listener_rule" "no_priority" {
  listener_arn = aws_lb_listener.http.arn
  depends_on   = [aws_lb_listener_rule.all_kinds] # the next priority after the others
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.ips.arn
  }
  condition {
    path_pattern { values = ["/ips/*"] }
  }
}

data "aws_lb" "main" {
  arn = aws_lb.main.arn
}

data "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = aws_lb_listener.http.port
}

data "aws_lb_target_group" "web" {
  name = aws_lb_target_group.web.name
}

data "aws_lbs" "all" {
  depends_on = [aws_lb.main]
}

data "aws_caller_identity" "me" {}

output "dns" { value = data.aws_lb.main.dns_name }

data "aws_lb_listener_rule" "host" {
  arn = aws_lb_listener_rule.host.arn
}

data "aws_lb_hosted_zone_id" "main" {}
