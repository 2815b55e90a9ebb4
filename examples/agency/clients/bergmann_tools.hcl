client "bergmann_tools" {
  name         = "Bergmann Werkzeuge"
  hub_id       = 57189872
  domain       = "bergmann-werkzeuge.example"
  super_admins = ["uwe.bergmann@bergmann-werkzeuge.example"]
  managed_mrr  = 3900
  labels       = { tier = "silver", pod = "fjord", region = "dach" }

  access_link {
    admin       = employee.katharina
    approved_by = "uwe.bergmann@bergmann-werkzeuge.example"
    approved_on = "2024-10-07"
  }

  access "account" {
    people = [employee.bartosz, employee.dragan, employee.petra]
    reason = "SOW-180"
  }
}
