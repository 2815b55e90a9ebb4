# Bob has a default permission set, Eve has none, and the block names none.

client "soylent" {
  name   = "Soylent"
  hub_id = 509

  access {
    people = [employee.bob, employee.eve]
  }
}
