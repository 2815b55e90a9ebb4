client "krakow_dental" {
  name         = "Kraków Dental"
  hub_id       = 122328246
  domain       = "krakowdental.example"
  super_admins = ["ewa.lis@krakowdental.example"]
  managed_mrr  = 950
  labels       = { tier = "bronze", pod = "fjord", region = "cee" }

  access_link {
    admin       = employee.katharina
    approved_by = "ewa.lis@krakowdental.example"
    approved_on = "2026-01-12"
  }

  access {
    people = [employee.bartosz]
    reason = "SOW-222"
  }
}
