client "thornbury_foods" {
  name         = "Thornbury Foods"
  hub_id       = 6024837
  domain       = "thornburyfoods.example"
  super_admins = ["helen.marsh@thornburyfoods.example", "raj.patel@thornburyfoods.example"]
  managed_mrr  = 11200
  labels       = { tier = "gold", pod = "borealis", region = "uk_ie", ads = "yes" }

  access_link {
    admin       = employee.callum
    approved_by = "helen.marsh@thornburyfoods.example"
    approved_on = "2022-05-09"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "helen.marsh@thornburyfoods.example"
    approved_on = "2022-05-09"
  }

  access "pod" {
    people = [team.borealis]
    reason = "SOW-124"
  }

  access "recipes" {
    people  = [contractor.greta, contractor.siobhan]
    reason  = "SOW-297: recipe library"
    expires = "2027-05-31"
  }
}
