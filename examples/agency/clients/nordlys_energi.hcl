client "nordlys_energi" {
  name         = "Nordlys Energi"
  hub_id       = 8860429
  domain       = "nordlysenergi.example"
  super_admins = ["ingrid.vik@nordlysenergi.example", "lars.nes@nordlysenergi.example"]
  managed_mrr  = 12400
  labels       = { tier = "gold", pod = "aurora", region = "nordics", ads = "yes" }

  access_link {
    admin       = employee.sofia
    approved_by = "ingrid.vik@nordlysenergi.example"
    approved_on = "2022-11-21"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "ingrid.vik@nordlysenergi.example"
    approved_on = "2023-08-30"
  }

  access "pod" {
    people = [team.aurora]
    teams  = ["Privatmarked", "Bedrift"]
    reason = "SOW-131"
  }

  # One person holds one permission set in one client, so whoever is in the pod
  # already is not named here again.
  access "website" {
    people = [employee.oskar, employee.yara]
    reason = "SOW-290: new website"
  }

  access "website_freelance" {
    people  = [contractor.lorenzo]
    remove  = ["account.domain_settings"]
    reason  = "SOW-290: new website"
    expires = "2027-02-26"
  }
}
