client "tatra_water" {
  name         = "Tatra Water"
  hub_id       = 95656756
  domain       = "tatrawater.example"
  super_admins = ["milan.kovac@tatrawater.example"]
  managed_mrr  = 850
  labels       = { tier = "bronze", pod = "fjord", region = "cee" }

  access_link {
    admin       = employee.katharina
    approved_by = "milan.kovac@tatrawater.example"
    approved_on = "2025-05-19"
  }

  access {
    people = [employee.bartosz]
    reason = "SOW-208"
  }
}
