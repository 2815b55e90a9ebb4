# copy_from stands in place of permission_set, not beside it.

client "oscorp" {
  name   = "Oscorp"
  hub_id = 510

  access {
    people         = [employee.eve]
    permission_set = permission_set.view_only
  }

  access {
    people         = [employee.bob]
    permission_set = permission_set.view_only
    copy_from      = employee.eve
  }
}
