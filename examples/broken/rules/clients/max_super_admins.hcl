# max-super-admins: Bob would be the third super admin of the agency's; agency.hcl allows
# two in one client.
#
# Way out: partner_admin is enough for nearly everything.

client "max_super_admins" {
  name         = "Maximilian Tiles"
  hub_id       = 609
  domain       = "maxsuperadmins.example"
  super_admins = ["owner@maxsuperadmins.example"]

  access_link {
    admin       = employee.maria
    approved_by = "owner@maxsuperadmins.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [employee.ann, employee.bob, employee.eve]
    permission_set = permission_set.super_admin
  }
}
