# Each local is made from the other.

locals {
  near = local.far
  far  = local.near
}
