client "wiener_stoffe" {
  name         = "Wiener Stoffe"
  hub_id       = 83160740
  domain       = "wienerstoffe.example"
  super_admins = ["elfriede.haas@wienerstoffe.example"]
  managed_mrr  = 700
  labels       = { tier = "bronze", pod = "fjord", region = "dach" }

  access_link {
    admin       = employee.katharina
    approved_by = "elfriede.haas@wienerstoffe.example"
    approved_on = "2025-03-10"
  }

  access {
    people = [employee.petra]
    reason = "SOW-198"
  }
}
