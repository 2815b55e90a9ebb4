client "vestra_health" {
  name         = "Vestra Health"
  hub_id       = 51764865
  domain       = "vestrahealth.example"
  mode         = "additive"
  super_admins = ["carol.jensen@vestrahealth.example"]
  managed_mrr  = 5400
  labels       = { tier = "silver", pod = "summit", region = "na" }

  access_link {
    admin       = employee.david
    approved_by = "carol.jensen@vestrahealth.example"
    approved_on = "2024-08-26"
  }

  access "account" {
    people = [employee.mei, employee.alani]
    reason = "SOW-178"
  }

  # A set of theirs, whose contents we cannot see.
  access "regional" {
    people         = [employee.jamal]
    permission_set = permission_set.vestra_regional
    reason         = "SOW-178"
  }
}
