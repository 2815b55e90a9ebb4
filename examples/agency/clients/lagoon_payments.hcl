client "lagoon_payments" {
  name         = "Lagoon Payments"
  hub_id       = 62477206
  domain       = "lagoonpayments.example"
  super_admins = ["tunde.bello@lagoonpayments.example", "amina.yusuf@lagoonpayments.example"]
  managed_mrr  = 3850
  labels       = { tier = "silver", pod = "summit", region = "mea" }

  access_link {
    admin       = employee.david
    approved_by = "tunde.bello@lagoonpayments.example"
    approved_on = "2024-11-04"
  }

  access "account" {
    people = [employee.mei, employee.rohan]
    reason = "SOW-185"
  }

  access "api" {
    people  = [contractor.lorenzo]
    reason  = "SOW-303: payments API"
    expires = "2027-02-12"
  }
}
