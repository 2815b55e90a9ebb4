client "oranje_fietsen" {
  name         = "Oranje Fietsen"
  hub_id       = 25677301
  domain       = "oranjefietsen.example"
  super_admins = ["sanne.bakker@oranjefietsen.example"]
  managed_mrr  = 2900
  labels       = { tier = "silver", pod = "borealis", region = "benelux", ads = "yes" }

  access_link {
    admin       = employee.callum
    approved_by = "sanne.bakker@oranjefietsen.example"
    approved_on = "2023-10-02"
  }

  access "account" {
    people = [employee.femke, employee.rhys]
    reason = "SOW-154"
  }

  access "content" {
    people = [employee.aoife]
    reason = "SOW-154"
  }
}
