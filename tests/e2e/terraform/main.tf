# What Terraform's AWS provider makes of all that ikada has; `changed` makes a second version of it.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "changed" {
  default = false
}
