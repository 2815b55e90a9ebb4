# order: Ann and Ben hold account.scim, Maria does not. Ben could take it from Ann, or
# Ann from Ben; but whoever goes first leaves the other with nobody to take it away.
#
# Way out: the client's super admin takes it from the second one.

client "order" {
  name         = "Orderly Archives"
  hub_id       = 604
  domain       = "order.example"
  super_admins = ["owner@order.example"]

  access_link {
    admin       = employee.maria
    approved_by = "owner@order.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [employee.ann, employee.ben]
    permission_set = permission_set.account_manager
  }
}
