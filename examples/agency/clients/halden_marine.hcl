client "halden_marine" {
  name         = "Halden Marine"
  hub_id       = 11359906
  domain       = "haldenmarine.example"
  super_admins = ["kari.moen@haldenmarine.example", "per.aas@haldenmarine.example"]
  managed_mrr  = 9800
  labels       = { tier = "gold", pod = "aurora", region = "nordics", ads = "yes" }

  access_link {
    admin       = employee.sofia
    approved_by = "kari.moen@haldenmarine.example"
    approved_on = "2023-02-14"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "kari.moen@haldenmarine.example"
    approved_on = "2024-06-03"
  }

  # No permission_set: everybody gets their own default (people.hcl). Sofia is in the
  # team, but her approved link makes her partner admin, and the link wins.
  access "pod" {
    people = [team.aurora]
    teams  = ["Marketing Nordics"]
    reason = "SOW-136"
  }

  access "attribution" {
    people  = [contractor.amara]
    add     = { "crm.custom_objects.edit" = "team" }
    reason  = "SOW-281: attribution model"
    expires = "2027-03-31"
  }
}
