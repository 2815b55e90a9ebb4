# protected: Grace was deleted from the list below, and agency.hcl protects her.
#
# Way out: --override protected, if it is meant.

client "protected" {
  name         = "Protea Gardens"
  hub_id       = 610
  domain       = "protected.example"
  super_admins = ["owner@protected.example"]

  access_link {
    admin       = employee.maria
    approved_by = "owner@protected.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [employee.bob]
    permission_set = permission_set.account_manager
  }
}
