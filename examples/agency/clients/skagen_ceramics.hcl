client "skagen_ceramics" {
  name         = "Skagen Ceramics"
  hub_id       = 23945909
  domain       = "skagenceramics.example"
  super_admins = ["mette.holst@skagenceramics.example"]
  managed_mrr  = 2400
  labels       = { tier = "silver", pod = "aurora", region = "nordics" }

  access_link {
    admin       = employee.sofia
    approved_by = "mette.holst@skagenceramics.example"
    approved_on = "2023-09-04"
  }

  access "account" {
    people = [employee.priya, employee.joon]
    reason = "SOW-150"
  }

  access "crm" {
    people = [employee.emeka]
    reason = "SOW-150"
  }
}
