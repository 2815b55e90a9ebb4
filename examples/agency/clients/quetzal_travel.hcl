client "quetzal_travel" {
  name         = "Quetzal Travel"
  hub_id       = 33341433
  domain       = "quetzaltravel.example"
  super_admins = ["ana.mendez@quetzaltravel.example"]
  managed_mrr  = 2850
  labels       = { tier = "silver", pod = "harbor", region = "latam", ads = "yes" }

  access_link {
    admin       = employee.valentina
    approved_by = "ana.mendez@quetzaltravel.example"
    approved_on = "2024-02-05"
  }

  access "account" {
    people = [employee.diego, employee.rafael, employee.ines]
    reason = "SOW-161"
  }

  access "translations" {
    people  = [contractor.siobhan]
    reason  = "SOW-161"
    expires = "2027-01-31"
  }
}
