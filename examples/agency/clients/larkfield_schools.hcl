client "larkfield_schools" {
  name         = "Larkfield Schools"
  hub_id       = 108336551
  domain       = "larkfieldschools.example"
  super_admins = ["mary.hollis@larkfieldschools.example"]
  managed_mrr  = 800
  labels       = { tier = "bronze", pod = "borealis", region = "uk_ie" }

  # Handed over to the trust's own staff until the summer. Observe: the plan shows
  # what differs and changes nothing.
  mode = "observe"

  access_link {
    admin       = employee.callum
    approved_by = "mary.hollis@larkfieldschools.example"
    approved_on = "2025-09-15"
  }

  access {
    people = [employee.femke, employee.rhys]
    reason = "SOW-215"
  }
}
