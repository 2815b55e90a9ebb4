client "claddagh_travel" {
  name         = "Claddagh Travel"
  hub_id       = 37281029
  domain       = "claddaghtravel.example"
  super_admins = ["orla.fahy@claddaghtravel.example", "declan.moran@claddaghtravel.example"]
  managed_mrr  = 2650
  labels       = { tier = "silver", pod = "borealis", region = "uk_ie" }

  access_link {
    admin       = employee.callum
    approved_by = "orla.fahy@claddaghtravel.example"
    approved_on = "2024-04-22"
  }

  # Rhys used to work there; both sides would rather keep him out of it.
  access "pod" {
    people = [team.borealis]
    except = [employee.rhys]
    reason = "SOW-166"
  }
}
