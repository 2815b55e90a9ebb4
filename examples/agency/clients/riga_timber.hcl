client "riga_timber" {
  name         = "Riga Timber"
  hub_id       = 59057664
  domain       = "rigatimber.example"
  super_admins = ["ilze.ozola@rigatimber.example"]
  managed_mrr  = 720
  labels       = { tier = "bronze", pod = "aurora", region = "baltics" }

  access_link {
    admin       = employee.sofia
    approved_by = "ilze.ozola@rigatimber.example"
    approved_on = "2024-10-28"
  }

  access {
    people = [employee.priya]
    reason = "SOW-184"
  }

  access {
    people = [employee.emeka]
    reason = "SOW-184"
  }
}
