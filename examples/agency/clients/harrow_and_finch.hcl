client "harrow_and_finch" {
  name         = "Harrow & Finch"
  hub_id       = 125830291
  domain       = "harrowfinch.example"
  super_admins = ["edith.finch@harrowfinch.example"]
  managed_mrr  = 400
  labels       = { tier = "bronze", pod = "borealis", region = "uk_ie" }

  access_link {
    admin       = employee.callum
    approved_by = "edith.finch@harrowfinch.example"
    approved_on = "2026-02-16"
  }

  access {
    people         = [employee.rhys]
    permission_set = permission_set.account_manager
    reason         = "SOW-226"
  }
}
