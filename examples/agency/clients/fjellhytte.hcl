client "fjellhytte" {
  name         = "Fjellhytte Cabins"
  hub_id       = 88302435
  domain       = "fjellhytte.example"
  super_admins = ["randi.lie@fjellhytte.example"]
  managed_mrr  = 900
  labels       = { tier = "bronze", pod = "aurora", region = "nordics" }

  access_link {
    admin       = employee.sofia
    approved_by = "randi.lie@fjellhytte.example"
    approved_on = "2025-04-07"
  }

  access {
    people = [employee.priya, employee.freya]
    reason = "SOW-203"
  }
}
