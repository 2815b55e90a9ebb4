# for_each takes a map or a list.

client "branch" {
  for_each = "north, south"
  name     = "Branch ${each.value}"
  hub_id   = 520
}
