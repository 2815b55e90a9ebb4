# subset: an admin can only give what they hold, and no partner admin holds
# account.scim. The message says who does.
#
# Way out: leave it to the client's super admin, or subset_rule = "clamp", which gives
# the rest and holds this back.

client "subset" {
  name         = "Sublime Soaps"
  hub_id       = 601
  domain       = "subset.example"
  super_admins = ["owner@subset.example"]

  access_link {
    admin       = employee.maria
    approved_by = "owner@subset.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [employee.bob]
    permission_set = permission_set.developer
    add            = { "account.scim" = true }
  }
}
