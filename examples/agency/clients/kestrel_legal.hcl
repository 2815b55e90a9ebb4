client "kestrel_legal" {
  name         = "Kestrel Legal"
  hub_id       = 4679602
  domain       = "kestrellegal.example"
  super_admins = ["judith.orme@kestrellegal.example"]
  managed_mrr  = 3600
  labels       = { tier = "silver", pod = "borealis", region = "uk_ie" }

  # Judith's office invites our people herself, too. Additive: what is declared here
  # is added, what it says nothing about is left alone.
  mode = "additive"

  access_link {
    admin       = employee.maria
    approved_by = "judith.orme@kestrellegal.example"
    approved_on = "2022-03-28"
  }

  access_link {
    admin       = employee.callum
    approved_by = "judith.orme@kestrellegal.example"
    approved_on = "2024-02-19"
  }

  access "account" {
    people = [employee.femke, employee.aoife]
    reason = "SOW-119"
  }
}
