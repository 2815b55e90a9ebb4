client "kiwi_orchards" {
  name         = "Kiwi Orchards"
  hub_id       = 40329176
  domain       = "kiwiorchards.example"
  super_admins = ["hemi.walker@kiwiorchards.example"]
  managed_mrr  = 1000
  labels       = { tier = "bronze", pod = "summit", region = "apac" }

  access_link {
    admin       = employee.david
    approved_by = "hemi.walker@kiwiorchards.example"
    approved_on = "2024-05-13"
  }

  access {
    people = [employee.mei, employee.rohan]
    reason = "SOW-167"
  }
}
