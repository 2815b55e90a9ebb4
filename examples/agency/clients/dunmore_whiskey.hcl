client "dunmore_whiskey" {
  name         = "Dunmore Whiskey"
  hub_id       = 41793276
  domain       = "dunmorewhiskey.example"
  super_admins = ["cian.doyle@dunmorewhiskey.example"]
  managed_mrr  = 1150
  labels       = { tier = "bronze", pod = "borealis", region = "uk_ie" }

  access_link {
    admin       = employee.callum
    approved_by = "cian.doyle@dunmorewhiskey.example"
    approved_on = "2024-05-27"
  }

  access {
    people = [employee.aoife, employee.rhys]
    reason = "SOW-168"
  }
}
