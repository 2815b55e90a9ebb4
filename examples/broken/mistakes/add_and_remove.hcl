# Given and taken in one block.

client "aperture" {
  name   = "Aperture"
  hub_id = 511

  access {
    people         = [employee.eve]
    permission_set = permission_set.account_manager
    add            = { "crm.export" = true }
    remove         = ["crm.export"]
  }
}
