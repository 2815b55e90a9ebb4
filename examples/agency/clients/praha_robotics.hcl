client "praha_robotics" {
  name         = "Praha Robotics"
  hub_id       = 65568995
  domain       = "praharobotics.example"
  super_admins = ["tereza.kralova@praharobotics.example"]
  managed_mrr  = 5200
  labels       = { tier = "silver", pod = "fjord", region = "cee" }

  access_link {
    admin       = employee.katharina
    approved_by = "tereza.kralova@praharobotics.example"
    approved_on = "2024-11-18"
  }

  access "account" {
    people = [employee.bartosz, employee.petra]
    reason = "SOW-186"
  }

  # Starts with the second phase. Until then the plan does not add it.
  access "migration" {
    people  = [employee.dragan, employee.thandi]
    reason  = "SOW-306: CRM migration"
    starts  = "2027-01-11"
    expires = "2027-04-30"
  }
}
