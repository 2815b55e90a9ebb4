# test:eve exports nothing: what the test denies is what the block adds.
#
# Way out: whichever of the two is wrong.

client "test" {
  name         = "Testa Rossa Pizza"
  hub_id       = 613
  domain       = "test.example"
  super_admins = ["owner@test.example"]

  access_link {
    admin       = employee.maria
    approved_by = "owner@test.example"
    approved_on = "2026-03-02"
  }

  access {
    people         = [employee.eve]
    permission_set = permission_set.account_manager
    add            = { "crm.export" = true }
  }
}

test "eve exports nothing" {
  person = employee.eve
  client = client.test
  allow  = ["crm.contacts.view"]
  deny   = ["crm.export"]
}
