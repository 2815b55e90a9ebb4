# min-partner-admins: Ben was the partner admin, and his block was deleted. Bob would
# stay, with nobody of us to change anything any more.
#
# Way out: another partner admin first.

client "min_partner_admins" {
  name         = "Minster Glass"
  hub_id       = 608
  domain       = "minpartneradmins.example"
  super_admins = ["owner@minpartneradmins.example"]

  access {
    people         = [employee.bob]
    permission_set = permission_set.account_manager
  }
}
