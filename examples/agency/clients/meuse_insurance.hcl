client "meuse_insurance" {
  name         = "Meuse Insurance"
  hub_id       = 18388103
  domain       = "meuseinsurance.example"
  super_admins = ["claire.dumont@meuseinsurance.example"]
  managed_mrr  = 4750
  labels       = { tier = "silver", pod = "borealis", region = "benelux" }

  access_link {
    admin       = employee.callum
    approved_by = "claire.dumont@meuseinsurance.example"
    approved_on = "2023-06-26"
  }

  access "account" {
    people = [employee.femke, employee.wen]
    reason = "SOW-144"
  }

  access "forecasts" {
    people  = [employee.mateus]
    add     = { "sales.forecast.edit" = "team" }
    reason  = "SOW-276: forecast reports"
    expires = "2027-06-30"
  }
}
