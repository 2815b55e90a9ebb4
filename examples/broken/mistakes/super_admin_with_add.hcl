# A super admin can do everything already; HubSpot allows no adjustment of it.

client "massive" {
  name   = "Massive Dynamic"
  hub_id = 512

  access {
    people         = [employee.maria]
    permission_set = permission_set.super_admin
    add            = { "crm.export" = true }
  }
}
