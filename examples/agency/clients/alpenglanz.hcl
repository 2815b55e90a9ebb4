client "alpenglanz" {
  name         = "Alpenglanz Hotels"
  hub_id       = 5317498
  domain       = "alpenglanz.example"
  super_admins = ["sabine.gruber@alpenglanz.example", "max.egger@alpenglanz.example"]
  managed_mrr  = 10300
  labels       = { tier = "gold", pod = "fjord", region = "dach", ads = "yes" }

  # Evidence only: Jonas has left, so this link makes nobody partner admin. It stays,
  # because it shows who let us in, and when.
  access_link {
    admin       = employee.jonas
    approved_by = "sabine.gruber@alpenglanz.example"
    approved_on = "2022-04-25"
    ended_on    = "2024-09-30"
  }

  access_link {
    admin       = employee.katharina
    approved_by = "sabine.gruber@alpenglanz.example"
    approved_on = "2024-09-30"
  }

  access_link {
    admin       = employee.ngozi
    approved_by = "sabine.gruber@alpenglanz.example"
    approved_on = "2024-09-30"
  }

  access "pod" {
    people = [team.fjord]
    teams  = ["Marketing DACH"]
    reason = "SOW-120"
  }

  access "booking_pages" {
    people = [employee.thandi, employee.yara]
    reason = "SOW-288: booking pages"
  }
}
