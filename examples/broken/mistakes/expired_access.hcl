# A warning: the block has no effect any more.

client "past" {
  name   = "Past Perfect"
  hub_id = 524

  access "launch" {
    people         = [employee.eve]
    permission_set = permission_set.view_only
    expires        = "2026-10-30"
  }
}
