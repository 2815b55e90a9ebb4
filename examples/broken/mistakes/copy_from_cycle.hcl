# Bob gets what Eve has, and Eve gets what Bob has: nobody says what that is.

client "tyrell" {
  name   = "Tyrell"
  hub_id = 507

  access {
    people    = [employee.bob]
    copy_from = employee.eve
  }

  access {
    people    = [employee.eve]
    copy_from = employee.bob
  }
}
