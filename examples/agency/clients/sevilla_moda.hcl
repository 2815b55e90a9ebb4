client "sevilla_moda" {
  name         = "Sevilla Moda"
  hub_id       = 15732943
  domain       = "sevillamoda.example"
  super_admins = ["lola.romero@sevillamoda.example", "jaime.gil@sevillamoda.example"]
  managed_mrr  = 4050
  labels       = { tier = "silver", pod = "harbor", region = "iberia" }

  access_link {
    admin       = employee.valentina
    approved_by = "lola.romero@sevillamoda.example"
    approved_on = "2023-04-17"
  }

  access "account" {
    people = [employee.diego, employee.ines]
    reason = "SOW-142"
  }

  access "shop" {
    people  = [employee.thandi]
    reason  = "SOW-299: online shop"
    expires = "2027-03-12"
  }
}
