client "zuri_pay" {
  name         = "ZüriPay"
  hub_id       = 73018884
  domain       = "zuripay.example"
  subset_rule  = "clamp"
  super_admins = ["reto.frei@zuripay.example"]
  managed_mrr  = 4450
  labels       = { tier = "silver", pod = "fjord", region = "dach" }

  access_link {
    admin       = employee.katharina
    approved_by = "reto.frei@zuripay.example"
    approved_on = "2025-01-20"
  }

  access "account" {
    people = [employee.bartosz, employee.ilse]
    reason = "SOW-192"
  }

  # Everything of the specialist now; the move to the EU data center as soon as
  # somebody here holds it.
  access "hosting" {
    people = [employee.dragan]
    add    = { "account.data_center_migration" = true }
    reason = "SOW-305: move to the EU data center"
  }
}
