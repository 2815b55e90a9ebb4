client "brabant_bakeries" {
  name         = "Brabant Bakeries"
  hub_id       = 79265292
  domain       = "brabantbakeries.example"
  super_admins = ["joost.smit@brabantbakeries.example"]
  managed_mrr  = 600
  labels       = { tier = "bronze", pod = "borealis", region = "benelux" }

  access_link {
    admin       = employee.callum
    approved_by = "joost.smit@brabantbakeries.example"
    approved_on = "2025-02-03"
  }

  access {
    people = [employee.femke]
    reason = "SOW-197"
  }
}
