# last-super-admin: Eve is the only super admin that we know of, and is to become
# partner admin. An account without a super admin cannot be repaired from inside.
#
# Way out: name the client's own in super_admins.

client "last_super_admin" {
  name   = "Lastlight Inns"
  hub_id = 602
  domain = "lastsuperadmin.example"

  access_link {
    admin       = employee.maria
    approved_by = "owner@lastsuperadmin.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [employee.eve]
    permission_set = permission_set.partner_admin
  }
}
