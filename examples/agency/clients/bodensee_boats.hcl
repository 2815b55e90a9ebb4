client "bodensee_boats" {
  name         = "Bodensee Boats"
  hub_id       = 129081095
  domain       = "bodenseeboats.example"
  super_admins = ["moritz.kast@bodenseeboats.example"]
  managed_mrr  = 1050
  labels       = { tier = "bronze", pod = "fjord", region = "dach" }

  access_link {
    admin       = employee.katharina
    approved_by = "moritz.kast@bodenseeboats.example"
    approved_on = "2026-03-23"
  }

  access {
    people = [employee.bartosz, employee.ilse]
    reason = "SOW-227"
  }
}
