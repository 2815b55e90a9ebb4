client "prairie_wind" {
  name         = "Prairie Wind Power"
  hub_id       = 22126336
  domain       = "prairiewind.example"
  super_admins = ["linda.kruse@prairiewind.example"]
  managed_mrr  = 4600
  labels       = { tier = "silver", pod = "summit", region = "na", ads = "yes" }

  access_link {
    admin       = employee.david
    approved_by = "linda.kruse@prairiewind.example"
    approved_on = "2023-08-21"
  }

  access "account" {
    people = [employee.mei, employee.jamal, employee.rohan]
    reason = "SOW-149"
  }
}
