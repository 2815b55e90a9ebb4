client "balaton_wines" {
  name         = "Balaton Wines"
  hub_id       = 111838128
  domain       = "balatonwines.example"
  super_admins = ["gabor.toth@balatonwines.example"]
  managed_mrr  = 500
  labels       = { tier = "bronze", pod = "fjord", region = "cee" }

  access_link {
    admin       = employee.katharina
    approved_by = "gabor.toth@balatonwines.example"
    approved_on = "2025-10-06"
  }

  access {
    people = [employee.petra, employee.ilse]
    reason = "SOW-216"
  }
}
