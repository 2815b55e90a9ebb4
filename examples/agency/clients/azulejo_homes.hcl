client "azulejo_homes" {
  name         = "Azulejo Homes"
  hub_id       = 46662976
  domain       = "azulejohomes.example"
  super_admins = ["marta.pires@azulejohomes.example"]
  managed_mrr  = 2550
  labels       = { tier = "silver", pod = "harbor", region = "iberia" }

  access_link {
    admin       = employee.valentina
    approved_by = "marta.pires@azulejohomes.example"
    approved_on = "2024-07-01"
  }

  access "account" {
    people = [employee.diego, employee.ines]
    reason = "SOW-173"
  }
}
