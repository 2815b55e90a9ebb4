client "danube_freight" {
  name         = "Danube Freight"
  hub_id       = 68611346
  domain       = "danubefreight.example"
  super_admins = ["eszter.nagy@danubefreight.example"]
  managed_mrr  = 3050
  labels       = { tier = "silver", pod = "fjord", region = "cee" }

  access_link {
    admin       = employee.katharina
    approved_by = "eszter.nagy@danubefreight.example"
    approved_on = "2024-12-02"
  }

  access "account" {
    people = [employee.bartosz, employee.dragan]
    reason = "SOW-190"
  }

  # Over since October: validate and plan say that it can be deleted.
  access "launch" {
    people  = [employee.yara]
    reason  = "SOW-283: launch campaign"
    expires = "2026-10-30"
  }
}
