# No default, and no value from --var or a *.vars.hcl file.

variable "region" {}
