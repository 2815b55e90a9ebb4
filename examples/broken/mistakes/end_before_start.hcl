# Over before it begins: probably the year.

client "backwards" {
  name   = "Backwards Clocks"
  hub_id = 517

  access {
    people         = [employee.eve]
    permission_set = permission_set.view_only
    starts         = "2026-12-01"
    expires        = "2026-01-31"
  }
}
