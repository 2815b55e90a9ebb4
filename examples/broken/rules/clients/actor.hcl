# actor: Bob is the only one of us in this account, and no admin there. So nobody can
# let Eve in.
#
# Way out: an access link that the client approves.

client "actor" {
  name         = "Actium Sails"
  hub_id       = 603
  domain       = "actor.example"
  super_admins = ["owner@actor.example"]

  access {
    people         = [employee.bob]
    permission_set = permission_set.account_manager
  }

  access {
    people         = [employee.eve]
    permission_set = permission_set.account_manager
  }
}
