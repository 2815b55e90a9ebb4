# Eve has no access here that could be copied.

client "cyberdyne" {
  name   = "Cyberdyne"
  hub_id = 508

  access {
    people    = [employee.bob]
    copy_from = employee.eve
  }
}
