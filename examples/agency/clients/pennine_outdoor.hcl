client "pennine_outdoor" {
  name         = "Pennine Outdoor"
  hub_id       = 7264021
  domain       = "pennineoutdoor.example"
  super_admins = ["gareth.pugh@pennineoutdoor.example"]
  managed_mrr  = 3300
  labels       = { tier = "silver", pod = "borealis", region = "uk_ie", ads = "yes" }

  access_link {
    admin       = employee.maria
    approved_by = "gareth.pugh@pennineoutdoor.example"
    approved_on = "2022-07-11"
  }

  # The client approved Maria. She makes Callum partner admin, who does the work.
  access "lead" {
    people         = [employee.callum]
    permission_set = permission_set.partner_admin
    reason         = "SOW-125"
  }

  access "account" {
    people = [employee.femke, employee.wen]
    reason = "SOW-125"
  }
}
