# Pasted twice.

client "twice" {
  name   = "Twice Told Books"
  hub_id = 514

  access {
    people         = [employee.eve]
    permission_set = permission_set.view_only
    reason         = "SOW-118"
  }

  access {
    people         = [employee.eve]
    permission_set = permission_set.view_only
    reason         = "SOW-118"
  }
}
