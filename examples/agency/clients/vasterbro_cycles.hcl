client "vasterbro_cycles" {
  name         = "Västerbro Cycles"
  hub_id       = 16843629
  domain       = "vasterbrocycles.example"
  super_admins = ["elin.strand@vasterbrocycles.example", "olle.berg@vasterbrocycles.example"]
  managed_mrr  = 3150
  labels       = { tier = "silver", pod = "aurora", region = "nordics", ads = "yes" }

  access_link {
    admin       = employee.sofia
    approved_by = "elin.strand@vasterbrocycles.example"
    approved_on = "2023-05-22"
  }

  access "pod" {
    people = [team.aurora]
    except = [employee.freya]
    reason = "SOW-143"
  }

  access "shop_theme" {
    people  = [employee.yara]
    reason  = "SOW-143, phase 2"
    expires = "2027-01-29"
  }
}
