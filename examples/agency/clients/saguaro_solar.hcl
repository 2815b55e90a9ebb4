client "saguaro_solar" {
  name         = "Saguaro Solar"
  hub_id       = 70994393
  domain       = "saguarosolar.example"
  super_admins = ["hector.luna@saguarosolar.example"]
  managed_mrr  = 2300
  labels       = { tier = "silver", pod = "summit", region = "na" }

  access_link {
    admin       = employee.david
    approved_by = "hector.luna@saguarosolar.example"
    approved_on = "2024-12-16"
  }

  access "account" {
    people = [employee.mei, employee.rohan]
    reason = "SOW-191"
  }

  access "sales" {
    people  = [contractor.hyun]
    reason  = "SOW-191"
    expires = "2026-12-31"
  }
}
