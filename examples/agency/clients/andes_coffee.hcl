client "andes_coffee" {
  name         = "Andes Coffee Roasters"
  hub_id       = 30028637
  domain       = "andescoffee.example"
  super_admins = ["luis.quispe@andescoffee.example", "elena.rios@andescoffee.example"]
  managed_mrr  = 3450
  labels       = { tier = "silver", pod = "harbor", region = "latam", ads = "yes" }

  access_link {
    admin       = employee.valentina
    approved_by = "luis.quispe@andescoffee.example"
    approved_on = "2023-12-04"
  }

  access "pod" {
    people = [team.harbor]
    except = [employee.nuria]
    reason = "SOW-156"
  }
}
